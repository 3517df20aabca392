"""The LibreOffice profile: the second wall, which alone already blocks linked content and macros."""

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_NETWORK = "/org.openoffice.Inet/Settings"
_SETTINGS: tuple[tuple[str, str, str], ...] = (
    # linked graphics, sections, objects and media only from trusted places, of which there are none
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "DisableActiveContent", "true"),
    (_SECURITY, "DisablePythonRuntime", "true"),
    (_SECURITY, "DisableOLEAutomation", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Common/Load", "UserDefinedSettings", "true"),
    ("/org.openoffice.Office.Common/Java", "Enable", "false"),
    ("/org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
    ("/org.openoffice.Setup/Product", "ooSetupLastVersion", "7.4"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("/org.openoffice.Office.Common/Misc", "CrashReport", "false"),
    ("/org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"),
    ("/org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("/org.openoffice.Office.Common/VCL", "UseOpenGL", "false"),
    ("/org.openoffice.Office.Common/VCL", "UseSkia", "false"),
    ("/org.openoffice.Office.Common/Misc", "UseOpenCL", "false"),
    # linked graphics that the first setting is not asked for (drawings, backgrounds): a proxy that is nobody
    *((_NETWORK, f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS", "FTP")),
    *((_NETWORK, f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
    (_NETWORK, "ooInetProxyType", "1"),
    (_NETWORK, "ooInetNoProxy", ""),
    ("/org.openoffice.Office.Common/Save/Document", "LoadPrinter", "false"),
    ("/org.openoffice.Office.Common/Passwords", "UseStorage", "false"),
)

PROOF = ((_SECURITY, "BlockUntrustedRefererLinks"), (_SECURITY, "DisableMacrosExecution"))
"""Settings that are true where a profile is obeyed, and false by LibreOffice's own defaults."""

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
)


def registry() -> str:
    """The text of ``registrymodifications.xcu``."""
    items = "".join(
        f'<item oor:path={quoteattr(path)}><prop oor:name={quoteattr(name)} oor:op="fuse">'
        f"<value>{escape(value)}</value></prop></item>\n"
        for path, name, value in _SETTINGS
    )
    return f"{_HEAD}{items}</oor:items>\n"


def write(folder: Path) -> None:
    """Make ``folder`` a fresh profile."""
    user = folder / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(registry(), encoding="utf-8")
