"""What listings and documents share: bytes -> text, hostile and stand-in pages, words and dates as printed."""
