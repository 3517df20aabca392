"""Whether an encrypted Office file opens without asking anybody for a password.

Excel "protects" the structure of a workbook by encrypting the file with a password that every program
knows; office suites try it silently. Rules: [MS-OFFCRYPTO], [MS-XLS] 2.4.117.
"""

import base64
import binascii
import struct
import warnings

from msoffcrypto.method.ecma376_agile import ECMA376Agile
from msoffcrypto.method.ecma376_standard import ECMA376Standard
from msoffcrypto.method.rc4 import DocumentRC4
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI
from msoffcrypto.method.xor_obfuscation import DocumentXOR

from wenyuan.formats import xml

KNOWN_TO_ALL = "VelvetSweatshop"
# Hash rounds that a file may ask for; Office writes 100,000.
_MAX_ROUNDS = 1_000_000
_PASSWORD = "{http://schemas.microsoft.com/office/2006/keyEncryptor/password}encryptedKey"  # noqa: S105 - a tag


class _KeyEncryptor:
    """Finds the parameters of the password's key."""

    def __init__(self) -> None:
        self.parameters: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _PASSWORD:
            self.parameters = attributes
            raise xml.Stop

    def end(self, tag: str) -> None:
        """Only attributes matter."""

    def data(self, text: str) -> None:
        """Only attributes matter."""


def package_opens(info: bytes) -> bool:
    """Whether the known password opens a package, by its ``EncryptionInfo`` stream."""
    if len(info) < 8:
        return False
    major, minor = struct.unpack("<HH", info[:4])
    try:
        if (major, minor) == (4, 4):
            return _agile_opens(info[8:])
        return minor == 2 and major in {2, 3, 4} and _standard_opens(info[8:])
    except (ValueError, KeyError, struct.error, binascii.Error, xml.BrokenXml, xml.ForbiddenXml):
        return False


def _agile_opens(description: bytes) -> bool:
    sink = _KeyEncryptor()
    xml.feed([description], sink)
    found = sink.parameters
    rounds = int(found["spinCount"])
    if not 0 <= rounds <= _MAX_ROUNDS:
        return False
    return bool(
        ECMA376Agile.verify_password(
            KNOWN_TO_ALL,
            base64.b64decode(found["saltValue"]),
            found["hashAlgorithm"],
            base64.b64decode(found["encryptedVerifierHashInput"]),
            base64.b64decode(found["encryptedVerifierHashValue"]),
            rounds,
            int(found["keyBits"]),
        )
    )


def _standard_opens(info: bytes) -> bool:
    header_bytes = struct.unpack("<L", info[:4])[0]
    header, verifier = info[4 : 4 + header_bytes], info[4 + header_bytes :]
    _, _, algorithm, hashing, key_bits, provider = struct.unpack("<6L", header[:24])
    salt = verifier[4:20]
    key = ECMA376Standard.makekey_from_password(
        KNOWN_TO_ALL, algorithm, hashing, provider, key_bits, 16, salt
    )
    return bool(ECMA376Standard.verifykey(key, verifier[20:36], verifier[40:72]))


def workbook_opens(file_pass: bytes) -> bool:
    """Whether the known password opens a binary workbook, by the body of its FILEPASS record."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the cipher is outdated; so is the file
            return _workbook_opens(file_pass)
    except (ValueError, struct.error):
        return False


def _workbook_opens(file_pass: bytes) -> bool:
    kind, major, minor = struct.unpack("<HHH", file_pass[:6].ljust(6, b"\0"))
    if kind == 0:
        return bool(DocumentXOR.verifypw(KNOWN_TO_ALL, minor))
    body = file_pass[6:]
    if (major, minor) == (1, 1):
        return bool(DocumentRC4.verifypw(KNOWN_TO_ALL, body[:16], body[16:32], body[32:48]))
    header_bytes = struct.unpack("<L", body[4:8])[0]
    key_bits = struct.unpack("<L", body[24:28])[0] or 40
    verifier = body[8 + header_bytes :]
    return bool(
        DocumentRC4CryptoAPI.verifypw(
            KNOWN_TO_ALL, verifier[4:20], key_bits, verifier[20:36], verifier[40:60]
        )
    )
