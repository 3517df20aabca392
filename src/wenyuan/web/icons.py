"""The icons: one stroke set on a 24-pixel grid, drawn for this library."""

ICONS: dict[str, str] = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "upload": '<path d="M12 16V4M7 9l5-5 5 5M4 16v3a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 19v-3"/>',
    "download": '<path d="M12 4v12M7 11l5 5 5-5M4 16v3a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 19v-3"/>',
    "document": '<path d="M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h5"/>',
    "folder": '<path d="M3.5 6.5h6l2 2.5h9v10.5h-17z"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 4-6 7.5-6s6.7 2 7.5 6"/>',
    "shield": '<path d="M12 3 5 5.5V11c0 4.8 2.9 8.2 7 10 4.1-1.8 7-5.2 7-10V5.5zM9 11.5l2.2 2.3L15 10"/>',
    "leave": '<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 2.5 4 5.5 4 9s-1 6.5-4 9'
    'c-3-2.5-4-5.5-4-9s1-6.5 4-9z"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "minus": '<path d="M5 12h14"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7.5v.1"/>',
    "warning": '<path d="M12 4 2.8 20h18.4zM12 10v5M12 17.5v.1"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "sun": '<circle cx="12" cy="12" r="4"/>'
    '<path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4'
    'M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"/>',
    "moon": '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z"/>',
    "screen": '<path d="M3.5 5h17v11h-17zM9 20h6M12 16v4"/>',
    "chevron": '<path d="m9 5.5 6.5 6.5L9 18.5"/>',
    "previous": '<path d="M15 5.5 8.5 12l6.5 6.5"/>',
    "next": '<path d="m9 5.5 6.5 6.5L9 18.5"/>',
    "down": '<path d="m5.5 9 6.5 6.5L18.5 9"/>',
    "pencil": '<path d="m4 20 1-4L16 5l3 3L8 19zM14 7l3 3"/>',
    "bin": '<path d="M4 7h16M9 7V4h6v3M6 7l1 13.5h10L18 7M10 11v6M14 11v6"/>',
    "retry": '<path d="M20 5v5h-5M19.5 10A8 8 0 1 0 20 14"/>',
    "restore": '<path d="M4 5v5h5M4.5 10A8 8 0 1 1 4 14"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "lock": '<path d="M5.5 10.5h13v10h-13zM8 10.5V7.5a4 4 0 0 1 8 0v3"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 .4l3-3a4.2 4.2 0 0 0-6-6L11.5 7'
    'M14 10a4 4 0 0 0-6-.4l-3 3a4.2 4.2 0 0 0 6 6l1.5-1.6"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "copy": '<path d="M8 8h12v12H8zM16 8V4H4v12h4"/>',
    "flag": '<path d="M6 21V4M6 5c4-2 7 2 12 0v9c-5 2-8-2-12 0"/>',
    "expand": '<path d="M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5"/>',
    "book": '<path d="M12 6.5C10 5 7 4.5 3.5 4.5v14c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-14'
    'C17 4.5 14 5 12 6.5zM12 6.5v14"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1"/>',
    "mail": '<path d="M3.5 5.5h17v13h-17zM4 6l8 7 8-7"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z"/>',
    "share": '<path d="M12 15V3.5M8 7l4-3.5L16 7M6 11H5v9.5h14V11h-1"/>',
}
