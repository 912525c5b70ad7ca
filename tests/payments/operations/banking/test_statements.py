"""Statements as banks write them: read whole, or told line by line what cannot be read."""

from datetime import date

import pytest

from payments.enums import StatementFormat
from payments.operations.banking.statements.reading import MOST_BYTES, read_statement
from payments.operations.banking.statements.rows import Row, StatementRefused, fingerprints

CHINESE = """账号：,6222000011112222
户名：,融通平台

交易日期,交易流水号,借方发生额(元),贷方发生额(元),余额(元),对方户名,对方账号,摘要
20270301,00017,,"1,717.60",9999.00,苏州明川医疗器械有限公司,6222 0001,机时费 BK-7H3MABC
2027-03-02 10:24:00,00018,200.00,,9799.00,恒锐精密,6222 0002,RT-5
合计,,200.00,"1,717.60",,,,
"""
ENGLISH = """Date;Amount;Currency;Counterparty;Remittance information;Transaction ID
01.03.2027;1280.50;EUR;Mingchuan GmbH;BK-7H3MABC;T1
02.03.2027;-20.00;EUR;Bank;Fee;T2
"""


def camt(*entries: str, version: str = "08", head: str = "") -> bytes:
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<Document xmlns="{space}"><BkToCstmrStmt><Stmt>'
        f"<Acct><Id><IBAN>DE75512108001245126199</IBAN></Id></Acct>{''.join(entries)}"
        "</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def entry(amount: str = "1280.50", *, sign: str = "CRDT", status: str = "BOOK", details: str = "") -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts><Cd>{status}</Cd></Sts>'
        f"<BookgDt><Dt>2027-03-01</Dt></BookgDt><AcctSvcrRef>A1</AcctSvcrRef>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def transfer(amount: str = "", text: str = "BK-7H3MABC", name: str = "Mingchuan GmbH") -> str:
    told = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    return (
        f"<TxDtls>{told}<RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr>"
        "<DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
    )


def read(data: bytes | str, currency: str = "CNY"):
    return read_statement(data if isinstance(data, bytes) else data.encode(), currency=currency)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_banks_csv_is_read_in_any_encoding(encoding: str):
    told = read(CHINESE.encode(encoding))

    assert (told.format, list(told.problems)) == (StatementFormat.CSV, [])
    assert list(told.rows) == [
        Row(
            number=5,
            booked_on=date(2027, 3, 1),
            minor=171_760,
            currency="CNY",
            party_name="苏州明川医疗器械有限公司",
            party_account="6222 0001",
            text="机时费 BK-7H3MABC",
            bank_ref="00017",
        ),
        Row(
            number=6,
            booked_on=date(2027, 3, 2),
            minor=-20_000,
            currency="CNY",
            party_name="恒锐精密",
            party_account="6222 0002",
            text="RT-5",
            bank_ref="00018",
        ),
    ]


def test_one_column_with_a_sign_and_a_currency_will_do():
    assert [(row.booked_on, row.minor, row.currency) for row in read(ENGLISH).rows] == [
        (date(2027, 3, 1), 128_050, "EUR"),
        (date(2027, 3, 2), -2_000, "EUR"),
    ]


def test_one_column_with_a_word_for_the_direction_will_do():
    told = read("日期,借贷标志,金额,币种\n2027/3/1,贷,100,人民币\n2027年3月2日,借,30,\n")

    assert [row.minor for row in told.rows] == [10_000, -3_000]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("03/01/2027,1.00,", "Date"),
        ("2027-02-30,1.00,", "Date"),
        ("2027-03-01,1.005,", "Credit"),
        ("2027-03-01,,1.005", "Debit"),
        ('2027-03-01,"1.000,50",', "Credit"),
        ("2027-03-01,1.00,2.00", "Credit"),
        ("2027-03-01,99999999999999999999,", "Credit"),
    ],
)
def test_what_cannot_be_read_is_told_by_line_and_by_the_column_as_the_bank_heads_it(line: str, column: str):
    told = read(f"Date,Credit,Debit\n2027-03-01,5.00,\n{line}\n", "CNY")

    (problem,) = told.problems
    assert problem.number == 3
    assert (problem.field, len(told.rows)) == (column, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02\x03",
        b"PK\x03\x04 not a statement",
        b"name,colour\nx,red\n",
        b"Date,Amount\n",
        b"<html><body>no</body></html>",
        b"<Document><BkToCstmrStmt></Wrong></Document>",
        b"x" * (MOST_BYTES + 1),
        camt(entry(), head='<!DOCTYPE x [<!ENTITY a "b">]>'),
    ],
)
def test_what_is_no_statement_is_refused(data: bytes):
    with pytest.raises(StatementRefused):
        read(data)


@pytest.mark.parametrize("version", ["02", "08", "13"])
def test_camt_is_read_in_any_version(version: str):
    (row,) = read(camt(entry(details=transfer()), version=version)).rows

    assert row == Row(
        number=1,
        booked_on=date(2027, 3, 1),
        minor=128_050,
        currency="EUR",
        party_name="Mingchuan GmbH",
        party_account="DE02120300000000202051",
        text="BK-7H3MABC",
        bank_ref="A1",
    )


def test_camt_tells_a_batch_transfer_by_transfer_if_they_add_up():
    told = read(camt(entry("30.00", details=transfer("10.00", "one") + transfer("20.000", "two"))))
    assert [(row.minor, row.text) for row in told.rows] == [(1_000, "one"), (2_000, "two")]
    assert len({print_ for _row, print_ in fingerprints(told.rows)}) == 2

    wrong = read(camt(entry("31.00", details=transfer("10.00") + transfer("20.00"))))
    assert (len(wrong.rows), len(wrong.problems)) == (0, 1)


def test_camt_counts_what_is_booked_alone():
    told = read(camt(entry(status="PDNG"), entry("5.00", sign="DBIT")))

    assert [(row.number, row.minor) for row in told.rows] == [(2, -500)]


def test_a_line_is_known_again_in_any_file_and_equal_ones_are_told_apart():
    twice = "Date,Amount,Name\n2027-03-01,5.00,A\n2027-03-01,5.00,A\n"
    first = {print_ for _row, print_ in fingerprints(read(twice).rows)}
    later = {print_ for _row, print_ in fingerprints(read(twice + "2027-03-02,6.00,B\n").rows)}

    assert len(first) == 2
    assert first < later
