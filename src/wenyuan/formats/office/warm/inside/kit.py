"""LibreOffice in this process, through LibreOfficeKit and then through UNO.

LibreOfficeKit gives a LibreOffice that starts without a display and runs on the calling thread; its own
document functions lack most import filters' options, so documents are opened through UNO in the same
process. Everything happens inside the first call of LibreOfficeKit's polling function: from there the
office believes that it is idle, and holds its lock on our behalf.
"""

import ctypes
import os
import select
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

PROGRAM = "/usr/lib/libreoffice/program"
PROFILE = "file:///tmp/profile"
_RUN_LOOP = 13
_CONTEXT = "_ZN10comphelper26getProcessComponentContextEv"
_RUNTIME = "_ZN5pyuno7Runtime10initializeERKN3com3sun4star3uno9ReferenceINS4_17XComponentContextEEE"
_SET_ACTIVE = "_ZN10comphelper14LibreOfficeKit9setActiveEb"
_CONFIGURATION = "com.sun.star.configuration.Configuration"
_LOCALE = "/org.openoffice.Setup/L10N"
_POLL = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_WAKE = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


def _methods(pointer: int) -> Any:
    """The table of functions that a LibreOfficeKit object begins with."""
    table = ctypes.cast(pointer, ctypes.POINTER(ctypes.c_void_p))[0]
    return ctypes.cast(table, ctypes.POINTER(ctypes.c_void_p))


class Kit:
    """LibreOffice, loaded. Raises OSError or AttributeError where this build has not what is needed."""

    def __init__(self) -> None:
        os.environ["SAL_LOK_OPTIONS"] = "unipoll"
        # LibreOfficeKit keeps its files where it is told, but reads its settings where this says.
        os.environ["UserInstallation"] = PROFILE  # noqa: SIM112 - its name
        os.environ["URE_BOOTSTRAP"] = f"vnd.sun.star.pathname:{PROGRAM}/fundamentalrc"
        self._library = ctypes.CDLL(f"{PROGRAM}/libmergedlo.so")
        program, profile = PROGRAM.encode(), PROFILE.encode()
        self._library.lok_preinit.restype = ctypes.c_int
        if self._library.lok_preinit(program, profile) != 0:
            raise OSError("LibreOfficeKit cannot be prepared")
        self._library.libreofficekit_hook_2.restype = ctypes.c_void_p
        self._office = self._library.libreofficekit_hook_2(program, profile)
        if not self._office:
            raise OSError("LibreOfficeKit cannot be started")
        self._runtime = ctypes.PyDLL(f"{PROGRAM}/libpyuno.so", mode=ctypes.RTLD_GLOBAL)
        self._callbacks: tuple[Any, ...] = ()

    def run(self, work: Callable[["Kit"], None]) -> NoReturn:
        """Call ``work`` once from inside the office's loop; the process ends with it."""
        wake_read, wake_write = os.pipe()
        os.set_blocking(wake_read, False)
        os.set_blocking(wake_write, False)
        begun = False

        def poll(_data: object, microseconds: int) -> int:
            nonlocal begun
            if not begun:
                begun = True
                try:
                    work(self)
                except BaseException:  # noqa: BLE001 - nothing may pass through the office's own frames
                    traceback.print_exc()
                    os._exit(3)
                os._exit(0)
            # Called again from within: the office waits for something. It is woken, or soon looks again.
            if select.select([wake_read], [], [], max(0, min(microseconds, 2000)) / 1e6)[0]:
                with suppress(BlockingIOError):
                    os.read(wake_read, 4096)
            return 0

        def wake(_data: object) -> None:
            with suppress(BlockingIOError):
                os.write(wake_write, b"x")

        self._callbacks = (_POLL(poll), _WAKE(wake))  # kept, or they would be freed under the office
        loop = ctypes.CFUNCTYPE(None, ctypes.c_void_p, _POLL, _WAKE, ctypes.c_void_p)
        loop(_methods(self._office)[_RUN_LOOP])(self._office, *self._callbacks, ctypes.c_void_p(1))
        os._exit(4)

    def follow_the_system(self) -> None:
        """Undo LibreOfficeKit's choice of American English: dates and paper as the system's locale has them.

        With the language named instead, either dates or paper would differ from those of plain LibreOffice.
        """
        view = self._configuration("UpdateAccess", _LOCALE)
        view.setPropertyValue("ooSetupSystemLocale", "")
        view.commitChanges()

    def be_plain(self) -> None:
        """Make the office forget that it serves a viewer of tiles.

        As a viewer's server, Calc draws charts and pictures beyond the columns that belong to a printed
        page, and reads built-in date formats otherwise.
        """
        set_active = getattr(self._library, _SET_ACTIVE)
        set_active.restype = None
        set_active.argtypes = [ctypes.c_bool]
        set_active(False)

    def desktop(self) -> Any:
        """UNO's desktop object in this process."""
        context = ctypes.c_void_p()
        for library, name in ((self._library, _CONTEXT), (self._runtime, _RUNTIME)):
            function = getattr(library, name)
            function.restype = None
            function.argtypes = [ctypes.c_void_p]
            function(ctypes.byref(context))
        sys.path.append("/usr/lib/python3/dist-packages")
        import uno

        local = uno.getComponentContext()
        return local.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", local)

    def setting(self, path: str, name: str) -> object:
        """What the office's configuration says."""
        return self._configuration("Access", path).getPropertyValue(name)

    def _configuration(self, kind: str, path: str) -> Any:
        """A part of the office's configuration; after `desktop`."""
        import uno

        local = uno.getComponentContext()
        provider = local.ServiceManager.createInstanceWithContext(f"{_CONFIGURATION}Provider", local)
        node = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        node.Name, node.Value = "nodepath", path
        return provider.createInstanceWithArguments(f"{_CONFIGURATION}{kind}", (node,))
