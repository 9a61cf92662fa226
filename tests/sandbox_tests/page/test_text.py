"""Slack's little languages, read by the page's own modules: what is written, and what is shown."""

from typing import Any

from playwright.async_api import Page

from .visitor import Visitor

READ = """async ([module, name, cases]) => {
  const read = (await import(`/page/${module}.js`))[name];
  const who = {
    me: "U1", zone: "Europe/Amsterdam",
    userName: (id) => ({ U1: "Ana", U2: "Ben" })[id], channelName: (id) => ({ C1: "deals" })[id],
  };
  const shown = (text) => {
    const holder = document.createElement("div");
    const made = read(text, who);
    holder.append(...(Array.isArray(made) ? made : made.childNodes));
    for (const node of holder.querySelectorAll("*")) {
      for (const { name } of [...node.attributes]) {
        if (!["href", "start"].includes(name)) node.removeAttribute(name);
      }
    }
    return holder.innerHTML;
  };
  return cases.map(shown);
}"""
SPENT = """async (texts) => {
  const { mrkdwn } = await import("/page/mrkdwn.js");
  const { markdown } = await import("/page/markdown.js");
  const began = performance.now();
  for (const text of texts) { mrkdwn(text, {}); markdown(text); }
  return performance.now() - began;
}"""
MRKDWN = {
    "plain": "plain",
    "*bold* _it_ ~struck~ `code`": "<strong>bold</strong> <em>it</em> <s>struck</s> <code>code</code>",
    "*bold _both_*": "<strong>bold <em>both</em></strong>",
    "(*in brackets*), *end*.": "(<strong>in brackets</strong>), <strong>end</strong>.",
    "snake_case_name 2*3*4 a~b~c": "snake_case_name 2*3*4 a~b~c",
    "* not bold * and ** neither": "* not bold * and ** neither",
    "*two\nlines*": "*two\nlines*",
    "`*code* is _literal_`": "<code>*code* is _literal_</code>",
    "&amp;lt; &lt;b&gt; &copy;": "&amp;lt; &lt;b&gt; &amp;copy;",
    "<b>raw</b>": "&lt;b&gt;raw&lt;/b&gt;",
    "<https://x.example/?a=1&amp;b=2|label>": '<a href="https://x.example/?a=1&amp;b=2">label</a>',
    "<https://x.example>": '<a href="https://x.example">https://x.example</a>',
    "<mailto:a@x.example|a@x.example>": '<a href="mailto:a@x.example">a@x.example</a>',
    "see https://x.example/a_b, ok": 'see <a href="https://x.example/a_b">https://x.example/a_b</a>, ok',
    "<javascript:alert(1)|x>": "<span>x</span>",
    "<@U1> <@U2|old>": "<span>@Ana</span> <span>@Ben</span>",
    "<@U9|Gone> <@U9>": "<span>@Gone</span> <span>@U9</span>",
    "<#C1> <#C1|x> <#C9|other>": "<button>#deals</button> <button>#deals</button> <button>#other</button>",
    "<!channel> <!here> <!subteam^S1|@sales>": "<span>@channel</span> <span>@here</span> <span>@sales</span>",
    "<!date^1392734382^{date} at {time}|then>": "<time>February 18th, 2014 at 3:39 PM</time>",
    "<!date^1392734382^{date_num} {time_secs}|x>": "<time>2014-02-18 3:39:42 PM</time>",
    "<!date^1392734382^{date_short}^https://x.example/|x>": '<a href="https://x.example/">Feb 18, 2014</a>',
    "<!date^soon^{date}|some day>": "<time>some day</time>",
    ":tada: :no_such_emoji: 10:30:45": "<span>🎉</span> :no_such_emoji: 10:30:45",
    "> quoted\n&gt; more\nafter": "<blockquote>quoted\nmore</blockquote>after",
    "before\n>>> all\nthe rest": "before<blockquote>all\nthe rest</blockquote>",
    "a > b": "a &gt; b",
    "```\nlet *x* = 1;\n```after": "<pre>let *x* = 1;</pre>after",
    "```never closed": "```never closed",
    "مرحبا *بك*": "مرحبا <strong>بك</strong>",
}
MARKDOWN = {
    "## Title": "<div>Title</div>",
    "**bold** *em* _em_": "<p><strong>bold</strong> <em>em</em> <em>em</em></p>",
    "~~gone~~ `a*b`": "<p><s>gone</s> <code>a*b</code></p>",
    r"\*not em\* snake_case_name": "<p>*not em* snake_case_name</p>",
    "[x](https://x.example) https://y.example": '<p><a href="https://x.example">x</a> <a href="https://y.example">https://y.example</a></p>',
    "- a\n- b\n  1. c": '<ul><li>a</li><li>b<ol start="1"><li>c</li></ol></li></ul>',
    "3. three\n4. four": '<ol start="3"><li>three</li><li>four</li></ol>',
    "> quote\n> - item": "<blockquote><p>quote</p><ul><li>item</li></ul></blockquote>",
    "```py\n<b>*x*\n```": "<pre>&lt;b&gt;*x*</pre>",
    "---": "<hr>",
    "| A | B |\n|---|---|\n| 1 | a\\|b |": "<div><table><thead><tr><th>A</th><th>B</th></tr></thead>"
    "<tbody><tr><td>1</td><td>a|b</td></tr></tbody></table></div>",
    "<script>hurt()</script>": "<p>&lt;script&gt;hurt()&lt;/script&gt;</p>",
    "one\ntwo\n\nthree": "<p>one\ntwo</p><p>three</p>",
}


async def shown(page: Page, module: str, name: str, cases: dict[str, str]) -> dict[str, Any]:
    """What the module's function makes of each case, bare of attributes that only style it."""
    answers = await page.evaluate(READ, [module, name, list(cases)])
    return dict(zip(cases, answers, strict=True))


async def test_mrkdwn_reads_as_in_slack(ana: Visitor) -> None:
    assert await shown(ana.page, "mrkdwn", "mrkdwn", MRKDWN) == MRKDWN


async def test_markdown_reads_as_everywhere(ana: Visitor) -> None:
    assert await shown(ana.page, "markdown", "markdown", MARKDOWN) == MARKDOWN


async def test_long_hostile_text_is_read_in_no_time(ana: Visitor) -> None:
    texts = [
        "*a " * 1000,
        "_*~" * 1000,
        "`" * 3000,
        "<" * 3000,
        ":a" * 1500,
        ">" * 3000,
        "[" * 3000,
        "*_" * 1500 + "x",
    ]
    assert await ana.page.evaluate(SPENT, texts) < 5000
