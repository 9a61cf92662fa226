"""The lines that announce a forwarded or older mail, and the words before a subject, by language.

To teach us a new one: a phrase here, and a row in tests/ingest/parse/clients.py.
"""

# Phrases are separated by "|", lower case. These announce a forward ...
FORWARD_PHRASES = (
    # en
    "forwarded message|begin forwarded message|forwarded email|forwarded e-mail|forwarded mail|"
    "start of forwarded message|forwarded message follows|forwarded message from|begin forwarded email|"
    # cs, sk
    "přeposlaná zpráva|začátek přeposílané zprávy|začátek přeposlané zprávy|preposlaná správa|"
    "začiatok preposlanej správy|začiatok preposielanej správy|"
    # da, no, sv
    "videresendt meddelelse|videresendt besked|start på videresendt besked|videresendt mail|"
    "videresend meddelelse|"
    "videresendt melding|begynnelse på videresendt melding|videresendt e-post|videresendt epost|"
    "start på videresendt melding|vidarebefordrat meddelande|vidarebefordrat mejl|vidarebefordrat mail|"
    "börja på vidarebefordrat brev|vidarebefordrat brev|vidarebefordrat e-postmeddelande|"
    "början på vidarebefordrat brev|början på vidarebefordrat meddelande|"
    # de, nl
    "weitergeleitete nachricht|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail|"
    "weitergeleitete e-mail|weitergeleitete mail|beginn der weitergeleiteten nachricht|"
    "beginn der weitergeleiteten e-mail|doorgestuurd bericht|begin doorgestuurd bericht|"
    "doorgezonden bericht|"
    "begin doorgestuurde e-mail|doorgestuurde e-mail|begin van doorgestuurd bericht|"
    # et, fi, lt, lv
    "edastatud kiri|edastatud sõnum|edastatud kirja algus|edasi saadetud kiri|edastatud e-kiri|"
    "välitetty viesti|välitetty viesti alkaa|edelleenlähetetty viesti|alkuperäinen välitetty viesti|"
    "lähetetty edelleen|persiųstas laiškas|persiųsta žinutė|pārsūtīts ziņojums|pārsūtīta vēstule|"
    # es, ca, pt, gl
    "mensaje reenviado|inicio del mensaje reenviado|correo reenviado|comienzo del mensaje reenviado|"
    "principio del mensaje reenviado|mensaje enviado|missatge reenviat|inici del missatge reenviat|"
    "mensagem encaminhada|mensagem reencaminhada|início da mensagem encaminhada|"
    "início da mensagem reencaminhada|e-mail encaminhado|mensaxe reenviada|email encaminhado|"
    # fr
    "message transféré|début du message transféré|début du message réexpédié|message réexpédié|"
    "e-mail transféré|message transmis|courriel transféré|début de l'e-mail transféré|mail transféré|"
    # hr, sl, sr
    "proslijeđena poruka|započni proslijeđenu poruku|početak proslijeđene poruke|posredovano sporočilo|"
    "posredovano sporočilo se začne|prosleđena poruka|прослеђена порука|"
    # hu
    "továbbított üzenet|továbbított levél|továbbított levél kezdete|továbbított üzenet kezdete|"
    "továbbított e-mail|továbbított e-mail kezdete|"
    # it
    "messaggio inoltrato|inizio messaggio inoltrato|inizio del messaggio inoltrato|e-mail inoltrata|"
    "messaggio originale inoltrato|mail inoltrata|"
    # pl
    "przekazana wiadomość|wiadomość przekazana|początek przekazywanej wiadomości|"
    "początek przekazanej wiadomości|wiadomość przekazana dalej|treść przekazanej wiadomości|"
    "przekazany e-mail|przesłana wiadomość|treść przekazanej wiadomosci|"
    # ro
    "mesaj redirecționat|mesaj redirecţionat|începe mesajul redirecționat|mesaj transmis|"
    "începutul mesajului redirecționat|mesaj înaintat|începe mesajul redirecţionat|mesaj redirectionat|"
    # ru, uk, bg
    "пересылаемое сообщение|начало переадресованного сообщения|пересланное сообщение|"
    "переадресованное сообщение|начало пересылаемого сообщения|перенаправленное сообщение|"
    "пересылаемое письмо|начало пересылаемого письма|пересланное письмо|"
    "пересилане повідомлення|переслане повідомлення|початок листа, що пересилається|пересланий лист|"
    "початок переадресованого повідомлення|перенаправлене повідомлення|переслане повідомлення|"
    "початок переадресованого листа|пересилається лист|переадресоване повідомлення|препратено съобщение|"
    "начало на препратеното съобщение|препратено писмо|"
    # tr, el, he, ar, fa
    "yönlendirilen ileti|yönlendirilmiş ileti|iletilmiş ileti|iletilen ileti|iletilen mesaj|"
    "yönlendirilen mesaj|ileti başlangıcı|iletilen ileti başlangıcı|başlangıç iletilen ileti|"
    "yönlendirilmiş mesaj|iletilmiş mesaj|"
    "yönlendirilen e-posta|"
    "προωθημένο μήνυμα|έναρξη προωθημένου μηνύματος|προωθούμενο μήνυμα|αρχή προωθημένου μηνύματος|"
    "הודעה שהועברה|הודעה מועברת|תחילת ההודעה שהועברה|הועברה הודעה|رسالة معاد توجيهها|"
    "الرسالة المعاد توجيهها|"
    "بدء الرسالة المعاد توجيهها|رسالة محولة|رسالة تمت إعادة توجيهها|پیام بازارسال شده|"
    # zh, ja, ko, vi, th, id, hi
    "以下是轉寄的郵件|转发邮件信息|转发的消息|转发的邮件|被转发的邮件|转发邮件|轉寄郵件|轉寄的郵件|轉寄訊息|以下是转发的邮件|"
    "开始转发的邮件|"
    "下面是被转发的邮件|以下是被转发的邮件|下面是被轉寄的郵件|開始轉寄郵件|轉寄訊息開始|转发信息|"
    "轉寄者|開始轉寄訊息|"
    "転送されたメッセージ|転送メッセージ|転送メール|転送されたメール|転送メッセージの開始|"
    "転送されたメッセージの開始|"
    "転送メール開始|下記は転送されたメッセージです|転送元のメッセージ|"
    "전달된 메시지 시작|전달된 메시지|전달된 메일|전달된 이메일|전달된 메세지|전달받은 메일|전달 메시지|"
    "다음은 전달된 메시지입니다|"
    "thư được chuyển tiếp|tin nhắn được chuyển tiếp|thư chuyển tiếp|bắt đầu thư được chuyển tiếp|"
    "ข้อความที่ส่งต่อ|จดหมายที่ส่งต่อ|เริ่มข้อความที่ส่งต่อ|เริ่มต้นข้อความที่ส่งต่อ|pesan terusan|pesan yang diteruskan|"
    "awal pesan terusan|"
    "mulai pesan terusan|mesej dimajukan|अग्रेषित संदेश|framsend skilaboð|áframsent skeyti|"
    "birbidalitako mezua"
)
# ... and these an older mail, forwarded or answered to.
ORIGINAL_PHRASES = (
    "original message text|mail original|courrier d'origine|"
    "original message|original email|original e-mail|original mail|original appointment|"
    "ursprüngliche nachricht|"
    "originalnachricht|original-nachricht|original nachricht|ursprüngliche e-mail|"
    "ursprünglicher termin|original-mail|originalmail|message d'origine|message original|"
    "courriel original|e-mail d'origine|mensaje original|mensaje de origen|correo original|"
    "messaggio originale|"
    "oorspronkelijk bericht|origineel bericht|oorspronkelijke bericht|originele bericht|mensagem original|"
    "e-mail original|původní zpráva|původní e-mail|původní email|pôvodná správa|oprindelig meddelelse|"
    "original meddelelse|oprindelig besked|opprinnelig melding|original melding|algne sõnum|algne kiri|"
    "algsõnum|originaalsõnum|originaalkiri|alkuperäinen viesti|alkuperäinen sanoma|izvorna poruka|"
    "originalna poruka|orginalna poruka|originalno sporočilo|izvirno sporočilo|eredeti üzenet|"
    "eredeti levél|"
    "wiadomość oryginalna|oryginalna wiadomość|oryginalny e-mail|pierwotna wiadomość|mesaj original|"
    "mesajul original|mesaj inițial|mesaj iniţial|исходное сообщение|оригинальное сообщение|"
    "первоначальное сообщение|исходное письмо|ursprungligt meddelande|originalmeddelande|"
    "ursprungligt mejl|orijinal ileti|orijinal mesaj|özgün ileti|özgün mesaj|asıl ileti|"
    "оригінальне повідомлення|вихідне повідомлення|початкове повідомлення|оригинално съобщение|"
    "αρχικό μήνυμα|ההודעה המקורית|הודעה מקורית|الرسالة الأصلية|رسالة أصلية|原始邮件|原始郵件|"
    "原邮件|邮件原件|"
    "原始信件|元のメッセージ|元のメール|オリジナル メッセージ|オリジナルメッセージ|原文|"
    "원본 메시지|원본 메일|원본 이메일|원본메일|"
    "원본 메세지|original message follows|upprunaleg skilaboð|thư gốc|tin nhắn gốc|ข้อความต้นฉบับ|"
    "ข้อความเดิม|"
    "pesan asli|mesej asal|missatge original|jatorrizko mezua|pradinis laiškas|sākotnējais ziņojums|"
    "originalus pranešimas|izvirno sporočilo|изворна порука|originalt meddelande|original-message"
)

# What stands below a forwarded mail, with nothing of it behind.
END_PHRASES = (
    "end forwarded message|end of forwarded message|end of the forwarded message|end of forwarded email|"
    "конец пересылаемого сообщения|конец пересланного сообщения|кінець пересланого повідомлення|"
    "ende der weitergeleiteten nachricht|fin du message transféré|fin del mensaje reenviado|"
    "fine messaggio inoltrato|einde doorgestuurd bericht|koniec przekazanej wiadomości|"
    "fim da mensagem encaminhada|end of original message text"
)
# "----- Forwarded message from Jane <jane@acme.example> -----" and the like.
FORWARD_BEGINNINGS = (
    "forwarded by ",
    "forwarded message from ",
    "forwarded mail from ",
    "weitergeleitet von ",
)
# The Bat writes it as a line of its own right above the headers, with no mark around it.
PLAIN_HEADINGS = (
    "this is a forwarded message|это пересланное сообщение|dies ist eine weitergeleitete nachricht"
)
# The beginnings of headings that hold the date of the mail below them.
DATED_HEADINGS = ("message du ", "message of ", "mensaje del ", "nachricht vom ", "messaggio del ")

# Subject prefixes, the word before the first colon.
FORWARD_PREFIXES = (
    "fwd|fw|wg|tr|rv|i|vl|enc|pd|ilt|továbbítás|továbbítva|továbbít|tov|přeposláno|přeposlané|přep|"
    "preposlané|preposlana|prepos|fwd.|doorst|dst|doorsturen|doorgestuurd|vb|videresend|videresendt|vid|"
    "vidarebefordrat|vidarebefordran|välitetty|edasi|edastus|edastatud|edastamine|ed|transf|transféré|"
    "reenviado|reenviar|reenv|rv.|enc.|encaminhada|encaminhado|inoltro|inoltrato|inoltra|i.|prosl|"
    "proslijeđeno|prosleđeno|posredovano|redir|redirecționat|redirecţionat|redirectionat|trans|"
    "пересл|переслано|перенаправлено|перес|пд|препратено|πρθ|προωθ|הועבר|הע|إعادة توجيه|توجيه|"
    "转发|转寄|轉寄|轉發|轉|转|転送|전달|전달됨|chuyển tiếp|ส่งต่อ|teruskan|persiųsta|pārsūtīts|áfr|bidali|"
    "forward|forwarded|iletildi|yönl|yönlendirilen|yönlendirilmiş|weiterleitung|weitergeleitet|"
    "fwd-|trs|przekazano|przekazane|podaj dalej|dalej"
)
# "VS" is Danish and Norwegian for a forward and Finnish for a reply; the body decides.
EITHER_PREFIXES = "vs"
REPLY_PREFIXES = (
    "re|aw|antw|sv|r|rif|odp|vá|ynt|yan|yanıt|rép|rep|res|ref|atb|bls|απ|σχετ|回复|回覆|答复|答覆|返信|"
    "回信|ha|на|отв|отг|відп|re.|antwort|svar|vast|réponse|resp|respuesta|risposta|تا|رد|השב|תשובה|"
    "답장|회신|trả lời|ตอบกลับ|ตอบ|balas|bal|ats"
)
