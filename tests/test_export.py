"""The exports, each read again by the library or held against the grammar of its format."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import bibtexparser
import openpyxl
import pytest
from pyld import jsonld
from rocrate.rocrate import ROCrate
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.dataset import BY_NAME, TABLES
from pipeline.export.annotations import CONTEXT, annotations_of, write_annotations
from pipeline.export.bibtex import entry, escaped, write_bibtex
from pipeline.export.crate import write_crate
from pipeline.export.csl import date_variable, items, write_csl
from pipeline.export.jsonlines import LISTS, write_jsonl
from pipeline.export.workbook import CELL_LENGTH, write_workbook
from pipeline.records import Row
from pipeline.results import Results, read_results
from tests.conftest import run_all

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the library's own imports
    from citeproc.source.json import CiteProcJSON

ODD = """\
# Papers of the Harbour Desk

Ghana and Kenya signed a logistics agreement on March 4, 2011.[^1] Their navies met on May 3 and 5, 2012, in Accra.

=1+1 is how the ledger of June 2013 begins, and +47 is a prefix; the desk closed on 7 August 2014.[^2]

[^1]: Ghanaian official, interview with the author, April 2, 2015; Ama & Co. {Accra}, “100% of #1_~^: \\Net\\,” Harbour
    Post, May 5, 2016, https://example.org/a_b?c=%7Bd%7D.
[^2]: Ama & Co. {Accra}, “100% of #1_~^: \\Net\\,” Harbour Post, May 5, 2016, https://example.org/a_b?c=%7Bd%7D.
"""


@pytest.fixture(scope="module")
def samples(samples_run: Path) -> Results:
    return read_results(samples_run)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A run over a text that is hard on file formats."""
    folder = tmp_path_factory.mktemp("odd")
    raw = folder / "raw"
    raw.mkdir()
    (raw / "odd.md").write_text(ODD, encoding="utf-8")
    (raw / "sources.toml").write_text('["odd.md"]\ntitle = "=SUM(A1:A9)"\nauthors = "@desk"\n', encoding="utf-8")
    assert run_all(raw, folder / "out", workers=1) == []
    return read_results(folder / "out")


def made(out: Path, **tables: Sequence[Row]) -> Results:
    """Results of nothing but some rows; what they leave out is empty."""
    rows = {name: [dict.fromkeys(BY_NAME[name].names, "") | row for row in of] for name, of in tables.items()}
    return Results(out, {table.name: rows.get(table.name, []) for table in TABLES})


# --- Web Annotations --------------------------------------------------------------------------------------------------

OA, AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
TERMS: Mapping[str, Any] = {
    "id": "@id",
    "type": "@type",
    **{name: f"{OA}{name}" for name in ("Annotation", "TextualBody", "SpecificResource", "exact", "prefix", "suffix")},
    **{name: f"{OA}{name}" for name in ("TextQuoteSelector", "TextPositionSelector", "start", "end")},
    **{name: f"{OA}{name}" for name in ("tagging", "describing", "identifying", "linking", "classifying")},
    "body": {"@id": f"{OA}hasBody", "@type": "@id"},
    "target": {"@id": f"{OA}hasTarget", "@type": "@id"},
    "source": {"@id": f"{OA}hasSource", "@type": "@id"},
    "selector": {"@id": f"{OA}hasSelector", "@type": "@id"},
    "motivation": {"@id": f"{OA}motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": f"{OA}hasPurpose", "@type": "@vocab"},
    "generator": {"@id": f"{AS}generator", "@type": "@id"},
    "Software": f"{AS}Application",
    "AnnotationCollection": f"{AS}OrderedCollection",
    "AnnotationPage": f"{AS}OrderedCollectionPage",
    "items": {"@id": f"{AS}items", "@type": "@id", "@container": "@list"},
    "first": {"@id": f"{AS}first", "@type": "@id"},
    "partOf": {"@id": f"{AS}partOf", "@type": "@id"},
    "total": f"{AS}totalItems",
    "startIndex": f"{AS}startIndex",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "format": "http://purl.org/dc/elements/1.1/format",
    "name": "http://xmlns.com/foaf/0.1/name",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
}
"""The terms of the context of the Web Annotation Vocabulary that the export may use."""


def keys_of(value: Any) -> int:
    """How many properties there are in a JSON value."""
    if isinstance(value, dict):
        return sum(1 + keys_of(v) for k, v in value.items() if k not in ("@context", "@value", "@list"))
    return sum(map(keys_of, value)) if isinstance(value, list) else 0


def unlisted(value: Any) -> Any:
    """Expanded JSON-LD without the objects that hold a plain value, and with lists as lists."""
    if isinstance(value, list):
        return [unlisted(v) for v in value]
    if isinstance(value, dict) and "@list" in value:
        return unlisted(value["@list"])
    if isinstance(value, dict) and ("@value" in value or set(value) == {"@id"}):
        return value.get("@value", value.get("@id"))
    return {k: unlisted(v) for k, v in value.items()} if isinstance(value, dict) else value


def test_annotations_are_json_ld_of_the_vocabulary(samples: Results, tmp_path: Path) -> None:
    count = write_annotations(samples, tmp_path)
    assert count == len(samples.tables["mentions"]) > 1000
    for doc_id in samples.documents:
        document = json.loads((tmp_path / f"{doc_id}.jsonld").read_text(encoding="utf-8"))
        assert document["@context"] == CONTEXT
        local = document | {"@context": TERMS}
        (expanded,) = jsonld.expand(local, {"base": "https://example.org/"})
        assert keys_of(unlisted(expanded)) == keys_of(local), "a property or a term is not of the vocabulary"
        assert document["total"] == len(document["first"]["items"])


def test_annotations_lead_to_the_words(samples: Results, tmp_path: Path) -> None:
    write_annotations(samples, tmp_path)
    seen = 0
    for doc_id in samples.documents:
        text = (tmp_path / f"{doc_id}.txt").read_bytes().decode()
        rows = {f"urn:chronocite:{row['mention_id']}": row for row in samples.mentions_of[doc_id]}
        for item in annotations_of(samples, doc_id):
            targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
            spans = []
            for target in targets:
                quote, place = target["selector"]
                start, end = place["start"], place["end"]
                assert text[start:end] == quote["exact"] != ""
                assert text[:start].endswith(quote["prefix"])
                assert text[end:].startswith(quote["suffix"])
                spans.append([start, end])
            assert spans == json.loads(rows[item["id"]]["fragments"])
            assert item["body"][0]["value"] == rows[item["id"]]["kind"]
            seen += len(targets) > 1
    assert seen, "the samples hold spans in several fragments"


def test_annotations_name_the_rows_that_rest_on_them(samples: Results) -> None:
    event = samples.tables["events"][0]
    mention = event["evidence"].split("; ")[0]
    linked = [
        body["source"]
        for item in annotations_of(samples, samples.mentions[mention]["doc_id"])
        if item["id"] == f"urn:chronocite:{mention}"
        for body in item["body"]
        if body.get("purpose") == "linking"
    ]
    assert f"urn:chronocite:{event['event_id']}" in linked


# --- references -------------------------------------------------------------------------------------------------------


def test_csl_is_read_by_a_processor(samples: Results, odd: Results, tmp_path: Path) -> None:
    for number, results in enumerate((samples, odd)):
        path = tmp_path / f"{number}.json"
        count = write_csl(results, path)
        data = json.loads(path.read_text(encoding="utf-8"))
        assert len(data) == count == len({item["id"] for item in data}) > 1
        known = [
            {k: v for k, v in item.items() if k != "custom"} for item in data
        ]  # of CSL 1.0.2, newer than citeproc-py
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert set(CiteProcJSON(known)) == {item["id"].lower() for item in data}


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2011-03-04", {"date-parts": [[2011, 3, 4]]}),
        ("2011-03", {"date-parts": [[2011, 3]]}),
        ("2011", {"date-parts": [[2011]]}),
        ("2011~", {"date-parts": [[2011]], "circa": True}),
        ("2011-23", {"date-parts": [[2011]], "season": 3}),
        ("2011-03/2011-05", {"date-parts": [[2011, 3], [2011, 5]]}),
        ("2011-03/..", {"literal": "2011-03/.."}),
        ("201X", {"literal": "201X"}),
        ("{2011-03-04,2011-03-09}", {"literal": "{2011-03-04,2011-03-09}"}),
        ("n.d.", {"literal": "n.d."}),
    ],
)
def test_csl_dates(edtf: str, expected: Mapping[str, Any]) -> None:
    assert date_variable(edtf) == expected


def citation(key: str, **cells: str) -> Row:
    return {"citation_id": key, "doc_id": "d1", "kind": "full", "mention_id": f"m{key}", "title": "Tides"} | cells


def test_csl_items(tmp_path: Path) -> None:
    results = made(
        tmp_path,
        documents=[{"doc_id": "d1", "path": "a.txt", "status": "ok"}],
        citations=[
            citation("c1", authors="Port Office; Adjoa Mensah", date="2012-05", year="2012b", locator="p. 3"),
            citation("c2", authors="Port Office; Adjoa Mensah", date="2012-05", year="2012b", locator="p. 9"),
            citation("c3", container="Quarterly of Tides", doi="10.5555/1"),
            citation("c4", container="Tide Desk", url="https://example.org"),
            citation("c5", kind="short"),
            citation("c6", kind="correspondence", counterpart="the author"),
            citation("c7", kind="interview", counterpart="Port Office"),
        ],
        interviews=[
            {"interview_id": "i1", "attribution": "Kenyan pilot", "mode": "email", "citations": "c6", "date": "2013"},
            {
                "interview_id": "i2",
                "attribution": "Kofi Boateng",
                "mode": "interview",
                "citations": "c7",
                "place": "Tema",
            },
        ],
    )
    found = items(results)
    assert [item["type"] for item in found] == [
        "document",
        "article-journal",
        "webpage",
        "personal_communication",
        "interview",
    ]
    first, _, _, letter, talk = found
    assert first["author"] == [{"literal": "Port Office"}, {"literal": "Adjoa Mensah"}]
    assert (first["issued"], first["year-suffix"]) == ({"date-parts": [[2012, 5]]}, "b")
    assert first["custom"] == {"mentions": ["mc1", "mc2"], "documents": ["a.txt"]}
    assert (letter["recipient"], letter["issued"]) == ([{"literal": "the author"}], {"date-parts": [[2013]]})
    assert (talk["interviewer"], talk["event-place"]) == ([{"literal": "Port Office"}], "Tema")
    assert "issued" not in talk


def test_bibtex_is_read_by_a_parser(samples: Results, odd: Results, tmp_path: Path) -> None:
    for number, results in enumerate((samples, odd)):
        path = tmp_path / f"{number}.bib"
        count = write_bibtex(results, path)
        library = bibtexparser.parse_file(str(path), encoding="utf-8")
        assert library.failed_blocks == []
        assert len(library.entries) == count == len(items(results))
        expected = [item.get("title") for item in items(results) if "title" in item]
        titles = [
            e.fields_dict["title"].value for e in library.entries if e.key.startswith("s") and "title" in e.fields_dict
        ]
        assert titles == [f"{{{escaped(title)}}}" for title in expected if title]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ships & Sons", r"Ships \& Sons"),
        ("100% of #1_a, $2", r"100\% of \#1\_a, \$2"),
        ("{a} ~ ^ \\", r"\{a\} \textasciitilde{} \textasciicircum{} \textbackslash{}"),
        ("Aasbø “Ø”", "Aasbø “Ø”"),
        ("two\n lines\x07", "two lines\ufffd"),
    ],
)
def test_bibtex_escapes_what_latex_takes_for_its_own(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_bibtex_fields() -> None:
    item = {
        "id": "s1",
        "type": "article-journal",
        "title": "On R&D",
        "author": [{"literal": "Ministry of War and Peace"}, {"literal": "Ama Osei"}],
        "issued": {"date-parts": [[2011, 3], [2011, 5]]},
        "container-title": "Tides",
        "URL": "https://example.org/{a} b%20c",
        "note": "",
    }
    assert entry(item) == (
        "@article{s1,\n"
        "  author = {{Ministry of War and Peace} and {Ama Osei}},\n"
        "  title = {{On R\\&D}},\n"
        "  journal = {Tides},\n"
        "  year = {2011},\n"
        "  month = mar,\n"
        "  date = {2011-03/2011-05},\n"
        "  url = {https://example.org/%7Ba%7D%20b%20c},\n"
        "}\n"
    )


# --- Excel ------------------------------------------------------------------------------------------------------------


def test_workbook_holds_the_tables_as_text(odd: Results, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(odd, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["contents", *(table.name for table in TABLES)]
    for table in TABLES:
        sheet = book[table.name]
        head, *lines = sheet.iter_rows()
        assert [cell.value for cell in head] == table.names
        shown = [["" if cell.value is None else str(cell.value) for cell in line] for line in lines]
        assert shown == [[row[name].replace("\r", "") for name in table.names] for row in odd.tables[table.name]]
        assert all(cell.data_type != "f" for line in lines for cell in line), "no cell is a formula"
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
    assert book["documents"]["E2"].value == "=SUM(A1:A9)"


def test_workbook_leads_to_the_audit_site(odd: Results, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "book.xlsx"
    write_workbook(odd, path)
    book = openpyxl.load_workbook(path)
    linked = 0
    for table in TABLES:
        for cell, row in zip(book[table.name]["A"][1:], odd.tables[table.name], strict=True):
            if cell.hyperlink and cell.hyperlink.location:
                page = (path.parent / cell.hyperlink.target).resolve()
                assert (
                    cell.hyperlink.location.removeprefix("m=") in (row.get("evidence"), *row.values())
                    or "evidence" in row
                )
                assert f'id="{cell.hyperlink.location}"' in page.read_text(encoding="utf-8")
                linked += 1
    assert linked > len(odd.tables["mentions"]) > 0
    write_workbook(odd, path, site="https://example.org/audit/")
    link = openpyxl.load_workbook(path)["mentions"]["A2"].hyperlink
    assert link.target.startswith("https://example.org/audit/documents/")


def test_workbook_cuts_what_no_cell_holds_and_says_so(tmp_path: Path) -> None:
    results = made(tmp_path, events=[{"event_id": "e1", "summary": "sea " * 10_000}])
    write_workbook(results, tmp_path / "book.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx")["events"]
    (cell,) = [c for c in sheet[2] if c.value and str(c.value).startswith("sea")]
    assert len(cell.value) == CELL_LENGTH
    assert cell.value.endswith("… (cut; the whole is in events.csv)")


# --- JSON Lines and RO-Crate ------------------------------------------------------------------------------------------


def test_json_lines_say_what_the_tables_say(samples: Results, tmp_path: Path) -> None:
    write_jsonl(samples, tmp_path)
    for table in TABLES:
        lines = (tmp_path / f"{table.name}.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
        rows = [json.loads(line) for line in lines]
        assert [[untyped(row[c.name]) for c in table.columns] for row in rows] == [
            [row[c.name] for c in table.columns] for row in samples.tables[table.name]
        ]
    mention = json.loads((tmp_path / "mentions.jsonl").read_text(encoding="utf-8").split("\n")[0])
    assert isinstance(mention["start"], int)
    assert isinstance(mention["fragments"][0][0], int)


def untyped(value: Any) -> str:
    if isinstance(value, list):
        nested = bool(value) and isinstance(value[0], list)
        return json.dumps(value, separators=(",", ":")) if nested else "; ".join(map(str, value))
    return "" if value is None else str(value)


def test_json_lines_make_lists_of_list_columns_only() -> None:
    lists = {c.name for t in TABLES for c in t.columns if "members separated by" in c.about}
    assert lists >= LISTS


def test_crate_is_opened_by_the_library(samples: Results, tmp_path: Path) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    write_crate(samples, tmp_path / "crate", published="2021-04-05", licence=licence, texts=True)
    crate = ROCrate(tmp_path / "crate")
    assert (crate.root_dataset["datePublished"], crate.license["@id"]) == ("2021-04-05", licence)
    files = [e for e in crate.data_entities if e.type == "File"]
    assert len(files) > len(samples.documents) + len(TABLES)
    for file in files:
        data = (tmp_path / "crate" / file.id).read_bytes()
        assert file["identifier"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert file["contentSize"] == str(len(data))
    (run,) = crate.get_by_type("CreateAction")
    assert {e["identifier"] for e in run["object"]} == {f"sha256:{r['sha256']}" for r in samples.tables["documents"]}
    assert run["instrument"]["name"] == "chronocite"
    assert {e.id for e in run["result"]} == {f.id for f in files}


def test_a_run_becomes_a_crate_in_its_place(odd: Results) -> None:
    before = {p: p.read_bytes() for p in (odd.out / "dataset").iterdir()}
    write_crate(odd, odd.out)
    assert {p: p.read_bytes() for p in (odd.out / "dataset").iterdir()} == before
    assert ROCrate(odd.out).root_dataset["license"].startswith("No licence is given yet")
    (odd.out / "ro-crate-metadata.json").unlink()


# --- all of them ------------------------------------------------------------------------------------------------------

WRITERS: Mapping[str, tuple[str, Callable[[Results, Path], int]]] = {
    "annotations": ("folder", write_annotations),
    "csl": ("file", write_csl),
    "bibtex": ("file", write_bibtex),
    "xlsx": ("file", write_workbook),
    "jsonl": ("folder", write_jsonl),
    "rocrate": ("folder", write_crate),
}


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_run_gives_the_same_bytes(odd: Results, tmp_path: Path, name: str) -> None:
    kind, write = WRITERS[name]
    contents = []
    for turn in ("a", "b"):
        (tmp_path / turn).mkdir()
        write(read_results(odd.out), tmp_path / turn / "it" if kind == "file" else tmp_path / turn)
        paths = sorted(p for p in (tmp_path / turn).rglob("*") if p.is_file())
        contents.append({p.relative_to(tmp_path / turn): p.read_bytes() for p in paths})
    assert contents[0] == contents[1] != {}


@pytest.mark.parametrize("name", [*WRITERS, "timeml"])
def test_the_command_writes_and_tells_what_is_missing(odd: Results, tmp_path: Path, name: str) -> None:
    runner = CliRunner()
    done = runner.invoke(app, ["export", name, "--out", str(odd.out), "--to", str(tmp_path / "it")])
    assert (done.exit_code, (tmp_path / "it").exists()) == (0, True)
    assert str(tmp_path / "it") in done.output
    lost = runner.invoke(app, ["export", name, "--out", str(tmp_path / "none"), "--to", str(tmp_path / "that")])
    assert lost.exit_code == 2
    assert "chronocite run" in lost.output
    assert not (tmp_path / "that").exists()
