"""format=flowed (RFC 3676): paragraphs put together again."""


def unflow(text: str, delsp: bool) -> str:
    """The text with its soft line breaks undone; quoted lines flow within their own depth."""
    out: list[str] = []
    current: list[str] = []
    current_depth = 0
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")  # space-stuffed, section 4.4
        if current and depth != current_depth:
            out.append(_line(current, current_depth))
            current = []
        current_depth = depth
        # Section 4.3: "-- " ends with a space and is yet a line of its own.
        if content.endswith(" ") and content != "-- ":
            current.append(content[:-1] if delsp else content)
        elif current and content != "-- ":
            out.append(_line([*current, content], depth))
            current = []
        else:
            if current:
                out.append(_line(current, depth))
            out.append(_line([content], depth))
            current = []
    if current:
        out.append(_line(current, current_depth))
    return "\n".join(out)


def _line(pieces: list[str], depth: int) -> str:
    text = "".join(pieces)
    if not depth:
        return text
    return f"{'>' * depth} {text}" if text else ">" * depth
