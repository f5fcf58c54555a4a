"""Cutting a text into chunks that overlap, at a word's end where there is one."""

SIZE = 1000
OVERLAP = 150


def split(text: str, size: int = SIZE, overlap: int = OVERLAP) -> list[str]:
    text = text.strip()
    chunks: list[str] = []
    start = 0
    while start < len(text):
        end = _cut(text, start, size)
        chunks.append(text[start:end].strip())
        if end == len(text):
            break
        start = max(end - overlap, start + 1)
        # Begin at a word, so that no chunk starts with half of one.
        start = text.find(" ", start, end) + 1 or start
    return chunks


def _cut(text: str, start: int, size: int) -> int:
    end = start + size
    if end >= len(text):
        return len(text)
    space = max(text.rfind(" ", start + size // 2, end), text.rfind("\n", start + size // 2, end))
    return space if space > start else end
