-- Words that a report's templates have (engine/lua_report.h, scripts/page_html.lua); no other script has globals.
files["scripts/page*.lua"] = {
    read_globals = {
        "answer", "compared", "default", "each", "few", "given", "heading", "html", "include", "language", "money", "number",
        "period", "pictures", "pictures_missing", "raw", "render", "rows", "runs", "say", "share", "short", "unit",
        "value", "verdict", "word",
    },
}
