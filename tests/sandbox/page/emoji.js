// Slack's short names for the emoji that mail, people and apps use most; others stay as they are written.
const TABLE = `
smile 😄 smiley 😃 grinning 😀 grin 😁 laughing 😆 satisfied 😆 joy 😂 rofl 🤣 sweat_smile 😅 wink 😉 blush 😊
slightly_smiling_face 🙂 simple_smile 🙂 upside_down_face 🙃 relaxed ☺️ yum 😋 sunglasses 😎 heart_eyes 😍 kissing_heart 😘
stuck_out_tongue 😛 thinking_face 🤔 neutral_face 😐 expressionless 😑 no_mouth 😶 smirk 😏 unamused 😒 face_with_rolling_eyes 🙄
grimacing 😬 relieved 😌 pensive 😔 sleepy 😪 sleeping 😴 mask 😷 dizzy_face 😵 confused 😕 worried 😟 slightly_frowning_face 🙁
open_mouth 😮 hushed 😯 astonished 😲 flushed 😳 fearful 😨 cold_sweat 😰 cry 😢 sob 😭 scream 😱 tired_face 😫 angry 😠 rage 😡
innocent 😇 nerd_face 🤓 robot_face 🤖 ghost 👻 skull 💀 see_no_evil 🙈 hugging_face 🤗 partying_face 🥳 star-struck 🤩
wave 👋 hand ✋ raised_hand ✋ ok_hand 👌 v ✌️ +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 fist ✊ punch 👊 clap 👏 raised_hands 🙌
open_hands 👐 pray 🙏 handshake 🤝 point_up ☝️ point_up_2 👆 point_down 👇 point_left 👈 point_right 👉 muscle 💪 writing_hand ✍️ eyes 👀
heart ❤️ broken_heart 💔 blue_heart 💙 green_heart 💚 yellow_heart 💛 purple_heart 💜 sparkling_heart 💖 100 💯 boom 💥 dizzy 💫
sweat_drops 💦 dash 💨 zzz 💤 speech_balloon 💬 thought_balloon 💭 bust_in_silhouette 👤 busts_in_silhouette 👥
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ heavy_plus_sign ➕ heavy_minus_sign ➖
question ❓ grey_question ❔ exclamation ❗ heavy_exclamation_mark ❗ bangbang ‼️ warning ⚠️ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑
information_source ℹ️ red_circle 🔴 large_blue_circle 🔵 large_green_circle 🟢 large_yellow_circle 🟡 large_orange_circle 🟠
white_circle ⚪ black_circle ⚫ large_green_square 🟩 large_red_square 🟥 large_blue_diamond 🔷 small_blue_diamond 🔹 small_orange_diamond 🔸
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrow_upper_right ↗️ arrow_lower_right ↘️ leftwards_arrow_with_hook ↩️
arrow_right_hook ↪️ arrows_counterclockwise 🔄 repeat 🔁 back 🔙 soon 🔜 new 🆕 free 🆓 sos 🆘 ok 🆗 top 🔝
email 📧 e-mail 📧 envelope ✉️ envelope_with_arrow 📩 incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤 mailbox 📫
mailbox_with_mail 📬 mailbox_closed 📪 postbox 📮 package 📦 paperclip 📎 linked_paperclips 🖇️ link 🔗 scissors ✂️
page_facing_up 📄 page_with_curl 📃 memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 bookmark 🔖 bookmark_tabs 📑 newspaper 📰
file_folder 📁 open_file_folder 📂 card_index 📇 card_file_box 🗃️ file_cabinet 🗄️ wastebasket 🗑️ notebook 📓 ledger 📒 books 📚
calendar 📆 date 📅 spiral_calendar_pad 🗓️ hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ stopwatch ⏱️ clock1 🕐 clock3 🕒 clock9 🕘
lock 🔒 unlock 🔓 closed_lock_with_key 🔐 key 🔑 old_key 🗝️ shield 🛡️ mag 🔍 mag_right 🔎 bell 🔔 no_bell 🔕 speaker 🔈 mega 📣 loudspeaker 📢
bulb 💡 gear ⚙️ wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ nut_and_bolt 🔩 toolbox 🧰 computer 💻 desktop_computer 🖥️ keyboard ⌨️ printer 🖨️
iphone 📱 telephone ☎️ telephone_receiver 📞 globe_with_meridians 🌐 satellite 📡 electric_plug 🔌 battery 🔋 floppy_disk 💾 cd 💿
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 moneybag 💰 money_with_wings 💸 dollar 💵 euro 💶 pound 💷 yen 💴
credit_card 💳 briefcase 💼 office 🏢 factory 🏭 bank 🏦 house 🏠 hospital 🏥 school 🏫 department_store 🏬 construction 🚧 rotating_light 🚨
rocket 🚀 airplane ✈️ car 🚗 truck 🚚 ship 🚢 train 🚆 bike 🚲 world_map 🗺️ compass 🧭 earth_africa 🌍 earth_americas 🌎 earth_asia 🌏
sunny ☀️ cloud ☁️ umbrella ☔ snowflake ❄️ zap ⚡ fire 🔥 star ⭐ star2 🌟 sparkles ✨ rainbow 🌈 droplet 💧 ocean 🌊 seedling 🌱 four_leaf_clover 🍀
coffee ☕ tea 🍵 beer 🍺 beers 🍻 clinking_glasses 🥂 champagne 🍾 wine_glass 🍷 pizza 🍕 cake 🍰 birthday 🎂 cookie 🍪 apple 🍎 doughnut 🍩
tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 trophy 🏆 first_place_medal 🥇 medal 🏅 dart 🎯 soccer ⚽ game_die 🎲 musical_note 🎵 art 🎨 camera 📷
dog 🐶 cat 🐱 mouse 🐭 fox_face 🦊 bear 🐻 panda_face 🐼 unicorn_face 🦄 bee 🐝 bug 🐛 turtle 🐢 octopus 🐙 whale 🐳 penguin 🐧 owl 🦉
flag-us 🇺🇸 us 🇺🇸 flag-gb 🇬🇧 gb 🇬🇧 flag-de 🇩🇪 de 🇩🇪 flag-fr 🇫🇷 fr 🇫🇷 flag-es 🇪🇸 es 🇪🇸 flag-it 🇮🇹 it 🇮🇹 flag-jp 🇯🇵 jp 🇯🇵
flag-eu 🇪🇺 checkered_flag 🏁 triangular_flag_on_post 🚩 white_flag 🏳️ pushpin 📌 round_pushpin 📍 thread 🧵 label 🏷️ ticket 🎫
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ keycap_ten 🔟 hash #️⃣ copyright ©️ registered ®️ tm ™️
`;

const words = TABLE.trim().split(/\s+/);
const UNICODE = new Map(words.flatMap((word, at) => (at % 2 ? [] : [[word, words[at + 1]]])));

/** The character for a short name, or undefined. */
export const emojiOf = (name) => UNICODE.get(name);

/** Replaces `:name:` by its character wherever the name is known. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?/g, (all, name) => emojiOf(name) ?? all);
}
