"""The HTML in which mail clients write a forward: one template a client, around the mail of clients.py."""

_GMAIL = """<div dir="ltr">Could you look into this?<br><br>I promised an answer by Friday.<br><br>
<div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From:
<strong class="gmail_sendername" dir="auto">Jonas Berg</strong> <span dir="auto">&lt;<a
href="mailto:jonas.berg@acme.example">jonas.berg@acme.example</a>&gt;</span><br>Date: Tue, Apr 6, 2021 at 5:34&#8239;PM<br>
Subject: Your offer: 3 licences<br>To: Priya Nair &lt;<a href="mailto:priya.nair@globex.example"
>priya.nair@globex.example</a>&gt;,  &lt;<a href="mailto:amina@initech.example">amina@initech.example</a>&gt;<br>
Cc: Marek Novak &lt;<a href="mailto:marek.novak@acme.example">marek.novak@acme.example</a>&gt;, Sigrid
&lt;<a href="mailto:sigrid@globex.example">sigrid@globex.example</a>&gt;<br></div><br><br>BODY</div></div>"""  # noqa: E501

_APPLE = """<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>
<body style="overflow-wrap: break-word;">Could you look into this?<div><br></div><div>I promised an answer by
Friday.<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>Begin forwarded message:</div><br
class="Apple-interchange-newline"><div style="margin-top: 0px;"><span style="color:rgba(0, 0, 0, 1.0);"><b>From:
</b></span><span>Jonas Berg &lt;<a href="mailto:jonas.berg@acme.example">jonas.berg@acme.example</a>&gt;<br></span></div>
<div style="margin-top: 0px;"><span><b>Subject: </b></span><span><b>Your offer: 3 licences</b><br></span></div>
<div><span><b>Date: </b></span><span>April 6, 2021 at 5:34:00&#8239;PM GMT+2<br></span></div>
<div><span><b>To: </b></span><span>Priya Nair &lt;<a href="mailto:priya.nair@globex.example"
>priya.nair@globex.example</a>&gt;, <a href="mailto:amina@initech.example">amina@initech.example</a><br></span>
</div><div><span><b>Cc: </b></span><span>Marek Novak &lt;<a href="mailto:marek.novak@acme.example"
>marek.novak@acme.example</a>&gt;, Sigrid &lt;<a href="mailto:sigrid@globex.example"
>sigrid@globex.example</a>&gt;<br></span></div><br><div>BODY</div></blockquote></div><br></div></body></html>"""  # noqa: E501

_OUTLOOK = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--
p.MsoNormal {margin:0cm;} --></style><!--[if gte mso 9]><xml><o:shapedefaults/></xml><![endif]--></head>
<body lang=EN-US link="#0563C1"><div class=WordSection1><p class=MsoNormal>Could you look into this?<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>I promised an answer by Friday.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt'>
<p class=MsoNormal><b>From:</b> Jonas Berg &lt;jonas.berg@acme.example&gt; <br><b>Sent:</b> Tuesday, April 6, 2021 5:34 PM
<br><b>To:</b> Priya Nair &lt;priya.nair@globex.example&gt;; amina@initech.example<br><b>Cc:</b> Marek Novak
&lt;marek.novak@acme.example&gt;; Sigrid &lt;sigrid@globex.example&gt;<br><b>Subject:</b> Your offer: 3 licences
<o:p></o:p></p></div></div><p class=MsoNormal><o:p>&nbsp;</o:p></p><div>BODY</div></div></body></html>"""  # noqa: E501

_OUTLOOK_WEB = """<html><body><div class="elementToProof" style="font-family: Calibri;">Could you look into this?</div>
<div class="elementToProof"><br></div><div>I promised an answer by Friday.</div><div id="appendonsend"></div>
<hr tabindex="-1" style="display:inline-block; width:98%"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:
</b> Jonas Berg &lt;jonas.berg@acme.example&gt;<br><b>Sent:</b> Tuesday, April 6, 2021 5:34 PM<br><b>To:</b> Priya Nair
&lt;priya.nair@globex.example&gt;; amina@initech.example &lt;amina@initech.example&gt;<br><b>Cc:</b> Marek Novak
&lt;marek.novak@acme.example&gt;; Sigrid &lt;sigrid@globex.example&gt;<br><b>Subject:</b> Your offer: 3 licences
</font><div>&nbsp;</div></div><div>BODY</div></body></html>"""  # noqa: E501

_OUTLOOK_MOBILE = """<html><body><div dir="auto">Could you look into this?</div><div dir="auto"><br></div>
<div dir="auto">I promised an answer by Friday.</div><div id="ms-outlook-mobile-signature"></div><hr
style="display:inline-block;width:98%"><div id="mail-editor-reference-message-container"><div
class="ms-outlook-mobile-reference-message skipProofing" style="text-align: left; padding: 3pt 0in 0in;"><b>From: </b>Jonas
Berg &lt;jonas.berg@acme.example&gt;<br><b>Date: </b>Tuesday, 6 April 2021 at 17:34<br><b>To: </b>Priya Nair
&lt;priya.nair@globex.example&gt;, amina@initech.example<br><b>Cc: </b>Marek Novak
&lt;marek.novak@acme.example&gt;, Sigrid &lt;sigrid@globex.example&gt;<br><b>Subject: </b>Your offer: 3 licences
<br><br></div><div>BODY</div></div></body></html>"""  # noqa: E501

_YAHOO = """<html><body><div class="ydp1yahoo-style-wrap"><div dir="ltr">Could you look into this?<br><br>I promised an
answer by Friday.</div><div><br></div></div><div id="ydp2yahoo_quoted_1" class="yahoo_quoted"><div style="color:#26282a;">
<div>----- Forwarded Message -----</div><div><b>From:</b> Jonas Berg &lt;jonas.berg@acme.example&gt;</div><div><b>To:</b>
Priya Nair &lt;priya.nair@globex.example&gt;; amina@initech.example</div><div><b>Cc:</b> Marek Novak
&lt;marek.novak@acme.example&gt;; Sigrid &lt;sigrid@globex.example&gt;</div><div><b>Sent:</b> Tuesday, April 6,
2021, 05:34:00 PM GMT+2</div><div><b>Subject:</b> Your offer: 3 licences</div><div><br></div><div>BODY</div></div></div>
</body></html>"""  # noqa: E501

_THUNDERBIRD = """<html><body><p>Could you look into this?<br><br>I promised an answer by Friday.<br></p>
<div class="moz-forward-container"><br><br>-------- Forwarded Message --------
<table class="moz-email-headers-table" cellspacing="0" cellpadding="0" border="0"><tbody>
<tr><th valign="BASELINE" align="RIGHT" nowrap="nowrap">Subject: </th><td>Your offer: 3 licences</td></tr>
<tr><th>Date: </th><td>Tue, 6 Apr 2021 17:34:00 +0200</td></tr>
<tr><th>From: </th><td>Jonas Berg <a class="moz-txt-link-rfc2396E" href="mailto:jonas.berg@acme.example"
>&lt;jonas.berg@acme.example&gt;</a></td></tr>
<tr><th>To: </th><td>Priya Nair <a href="mailto:priya.nair@globex.example">&lt;priya.nair@globex.example&gt;</a>,
<a class="moz-txt-link-abbreviated" href="mailto:amina@initech.example">amina@initech.example</a></td></tr>
<tr><th>CC: </th><td>Marek Novak <a href="mailto:marek.novak@acme.example">&lt;marek.novak@acme.example&gt;</a>,
Sigrid <a href="mailto:sigrid@globex.example">&lt;sigrid@globex.example&gt;</a></td></tr></tbody></table><br><br>
BODY</div></body></html>"""  # noqa: E501

_PROTON = """<div style="font-family: Arial;">Could you look into this?</div><div><br></div><div>I promised an answer by
Friday.</div><div class="protonmail_quote">------- Forwarded Message -------<br>From: Jonas Berg
&lt;jonas.berg@acme.example&gt;<br>Date: On Tuesday, April 6th, 2021 at 5:34 PM<br>Subject: Your offer: 3 licences<br>To:
Priya Nair &lt;priya.nair@globex.example&gt;, amina@initech.example &lt;amina@initech.example&gt;<br>CC: Marek
Novak &lt;marek.novak@acme.example&gt;, Sigrid &lt;sigrid@globex.example&gt;<br><br><blockquote
class="protonmail_quote" type="cite">BODY</blockquote><br></div>"""  # noqa: E501

_SAMSUNG = """<html><body dir="auto"><div dir="auto">Could you look into this?</div><div dir="auto"><br></div>
<div dir="auto">I promised an answer by Friday.</div><div><br></div><div align="left" dir="auto"
style="font-size:100%;color:#000000"><div>-------- Original message --------</div><div>From: Jonas Berg
&lt;jonas.berg@acme.example&gt; </div><div>Date: 06/04/2021  17:34  (GMT+01:00) </div><div>To: Priya Nair
&lt;priya.nair@globex.example&gt;, amina@initech.example </div><div>Cc: Marek Novak
&lt;marek.novak@acme.example&gt;, Sigrid &lt;sigrid@globex.example&gt; </div><div>Subject: Your offer: 3 licences
</div><div><br></div></div>BODY</body></html>"""  # noqa: E501

_MAILTO_ONLY = """<div>Could you look into this?<br><br>I promised an answer by Friday.</div><div><b>From:</b> <a
href="mailto:jonas.berg@acme.example">Jonas Berg</a><br><b>Sent:</b> Tuesday, April 6, 2021 5:34 PM<br><b>To:</b> <a
href="mailto:priya.nair@globex.example">Priya Nair</a>; <a href="mailto:amina@initech.example"
>amina@initech.example</a><br><b>Cc:</b> <a href="mailto:marek.novak@acme.example">Marek Novak</a>; <a
href="mailto:sigrid@globex.example">Sigrid</a><br><b>Subject:</b> Your offer: 3 licences</div><br><div>BODY</div>"""  # noqa: E501

_GMX = """<div>Could you look into this?<div>&nbsp;</div><div>I promised an answer by Friday.</div><div name="quote"
style="margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b>&nbsp;
Dienstag, 06. April 2021 um 17:34 Uhr<br/><b>Von:</b>&nbsp;&quot;Jonas Berg&quot; &lt;jonas.berg@acme.example&gt;<br/>
<b>An:</b>&nbsp;&quot;Priya Nair&quot; &lt;priya.nair@globex.example&gt;, amina@initech.example<br/>
<b>Cc:</b>&nbsp;&quot;Marek Novak&quot; &lt;marek.novak@acme.example&gt;, &quot;Sigrid&quot;
&lt;sigrid@globex.example&gt;<br/><b>Betreff:</b>&nbsp;Your offer: 3 licences</div><div name="quoted-content">BODY</div>
</div></div>"""  # noqa: E501

TEMPLATES = {
    "gmail": _GMAIL,
    "apple": _APPLE,
    "outlook": _OUTLOOK,
    "outlook-web": _OUTLOOK_WEB,
    "outlook-mobile": _OUTLOOK_MOBILE,
    "yahoo": _YAHOO,
    "thunderbird": _THUNDERBIRD,
    "protonmail": _PROTON,
    "samsung": _SAMSUNG,
    "links-for-addresses": _MAILTO_ONLY,
    "gmx": _GMX,
}
_LINES = (
    "Dear Bessie,",
    "",
    "the offer: 3 licences, 1,200 EUR each.",
    "It stands until May.",
    "",
    "Kind regards",
    "Jonas Berg",
    "+49 30 1234567",
)
BODIES = {
    "div": "".join(f"<div>{line or '<br>'}</div>" for line in _LINES),
    "br": "<br>\n".join(_LINES),
    "p": "".join(f"<p>{part}</p>" for part in "<br>\n".join(_LINES).split("<br>\n<br>\n")),
    "word": "".join(f"<p class=MsoNormal>{line or '&nbsp;'}<o:p></o:p></p>" for line in _LINES),
}
