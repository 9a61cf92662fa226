"""HTML is read as a person sees it."""

import pytest

from ingest.parse.html import to_text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p>One</p><p>Two</p>", "One\n\nTwo", id="paragraphs"),
        pytest.param("<div>One</div><div>Two</div>", "One\nTwo", id="lines as div"),
        pytest.param("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo", id="an empty line as div"),
        pytest.param("One<br>Two<br/><br />Three", "One\nTwo\n\nThree", id="line breaks"),
        pytest.param("<div>One<br></div><div>Two</div>", "One\nTwo", id="a line break at a block's end"),
        pytest.param("  One \n\t two  <b> three</b>four", "One two threefour", id="white space"),
        pytest.param("<p class=MsoNormal>One</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Two</p>", "One\n\nTwo", id="Word"),  # noqa: E501
        pytest.param("One&nbsp;&nbsp;two &lt;b&gt; &amp;amp; &#8364; &#x20AC; &unknown;", "One  two <b> &amp; € € &unknown;", id="references"),  # noqa: E501
        pytest.param("<ul><li>One<li>Two<ul><li>In</ul><li>Three</ul>After", "- One\n- Two\n  - In\n- Three\nAfter", id="bullets"),  # noqa: E501
        pytest.param("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two", id="numbers"),
        pytest.param("<table><tr><td>a</td><td>b</td></tr><tr><th>c:</th><td>d</td></tr></table>", "a\tb\nc: d", id="table"),  # noqa: E501
        pytest.param("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc", id="preformatted"),
        pytest.param("See <a href='https://a.example/x'>this</a>.", "See this (https://a.example/x).", id="link"),  # noqa: E501
        pytest.param("<a href='https://www.a.example/'>a.example</a>", "a.example", id="a link that shows itself"),  # noqa: E501
        pytest.param("<a href='mailto:j@a.example'>j@a.example</a>", "j@a.example", id="a mail link that shows itself"),  # noqa: E501
        pytest.param("<a href='mailto:j@a.example?subject=x'>Jane</a>", "Jane <j@a.example>", id="a mail link"),  # noqa: E501
        pytest.param("<a href='javascript:alert(1)'>x</a>", "x", id="a script for a link"),
        pytest.param("<a href='https://a.example'><img src=x></a>", "", id="a picture as link"),
        pytest.param("<blockquote>One<br>Two<blockquote>In</blockquote></blockquote>Out", "> One\n> Two\n> > In\nOut", id="quotes"),  # noqa: E501
        pytest.param("<blockquote style='margin:0 0 0 40px;border:none;padding:0px'>In</blockquote>", "In", id="an indent"),  # noqa: E501
        pytest.param("<head><title>T</title><style>p {}</style></head><body>Text", "Text", id="head"),
        pytest.param("<script>if (a<b) document.write('<p>x</p>')</script>Text", "Text", id="script"),
        pytest.param("<STYLE>a</STYLE>Text<style>b", "Text", id="an unclosed style"),
        pytest.param("<!-- a > b --><!--[if mso]><p>Outlook</p><![endif]-->Text<!-- end", "Text", id="comments"),  # noqa: E501
        pytest.param("<div style='display: none; x: y'>Pre<div>header</div></div>Text", "Text", id="hidden"),
        pytest.param("<span style='opacity: 0'>x</span><p hidden>y</p>Text", "Text", id="hidden otherwise"),
        pytest.param("<td style='font-size:0px'><p style='font-size:14px'>Text</p>", "Text", id="a layout cell"),  # noqa: E501
        pytest.param("<div style='display:none'>All that there is", "All that there is", id="nothing but hidden"),  # noqa: E501
        pytest.param("a < b and <3", "a < b and <3", id="no tags"),
        pytest.param("<p title='a > b'>Text</p>", "Text", id="a bracket in an attribute"),
        pytest.param("<p title=\"x>Text</p>", "Text", id="an unclosed attribute"),
        pytest.param('<b a="x"">Say "yes<i>!</i>', 'Say "yes!', id="one quote too many"),
        pytest.param("Text<b", "Text<b", id="an unclosed tag"),
        pytest.param("<o:p></o:p><custom-tag>Text</custom-tag>", "Text", id="tags nobody knows"),
        pytest.param("</div></p></blockquote>Text", "Text", id="closing tags alone"),
        pytest.param("&#" + "9" * 5_000 + ";Text", "Text", id="a number of 5,000 digits"),
        pytest.param("", "", id="nothing"),
    ],
)  # fmt: skip
def test_html_is_read_as_it_is_seen(html: str, expected: str) -> None:
    assert to_text(html).whole == expected


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        pytest.param('<div class="gmail_quote gmail_quote_container">', "</div>", id="gmail"),
        pytest.param('<div class="x_gmail_quote">', "</div>", id="gmail through outlook"),
        pytest.param('<blockquote type="cite">', "</blockquote>", id="apple"),
        pytest.param('<div id="yahoo_quoted" class="yahoo_quoted">', "</div>", id="yahoo"),
        pytest.param('<div class="protonmail_quote">', "</div>", id="proton"),
        pytest.param('<div class="moz-cite-prefix">On Monday</div><blockquote type="cite">', "</blockquote>", id="mozilla"),  # noqa: E501
        pytest.param('<div id="divRplyFwdMsg">From: x</div><div>', "</div>", id="outlook web"),
        pytest.param("<div style='border:none;border-top:solid #E1E1E1 1.0pt'>From: x</div>", "", id="outlook"),  # noqa: E501
        pytest.param('<div class="OutlookMessageHeader">From: x</div>', "", id="old outlook"),
        pytest.param('<div class="zmail_extra">', "</div>", id="zoho"),
        pytest.param('<div id="mail-editor-reference-message-container">', "</div>", id="outlook mobile"),
    ],
)  # fmt: skip
def test_what_clients_mark_as_quoted_is_told_apart(opening: str, closing: str) -> None:
    found = to_text(f"<div>New</div>{opening}<div>Old<div>Older</div></div>{closing}")
    assert found.new == "New"
    assert "Old" in found.quoted
    assert "Older" in found.quoted


def test_an_answer_below_its_quote_is_new() -> None:
    found = to_text('<blockquote type="cite">Question?</blockquote><div>Answer.</div>')
    assert (found.new, found.quoted) == ("Answer.", "> Question?")
