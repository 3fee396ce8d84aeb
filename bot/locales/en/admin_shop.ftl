# The shop and its content, in the panel.

admin-shop-title = 🛍 Shop and content
admin-shop-main =
    🛍 <b>Shop and content</b>

    First upload files to a content set, then give it a price as a product.
admin-shop-contents =
    🗂 <b>Content sets</b>

    Each one is a group of files that are sent together.
admin-shop-products =
    🏷 <b>Products</b>

    In the order of the shop.
admin-shop-content-row =
    { $on ->
        [no] 🚫{ " " }
       *[yes] { "" }
    }{ $name } · 📎 { $count }
admin-shop-product-row =
    { $on ->
        [no] ⏸{ " " }
       *[yes] { "" }
    }{ $name } · { -currency-sign }{ $price }
admin-shop-button-contents = 🗂 Content sets
admin-shop-button-products = 🏷 Products
admin-shop-button-new-content = ➕ New content set
admin-shop-button-new-product = ➕ New product

admin-shop-card = { $card }
admin-shop-content-name = 🗂 <b>{ $name }</b>
admin-shop-product-name = 🏷 <b>{ $name }</b>
admin-shop-hidden = 🚫 Hidden: what sells it is not in the shop. Those who have it keep it.
admin-shop-content-files =
    { $count ->
        [0] 📎 No files yet
        [one] 📎 1 file: { $kinds }
       *[other] 📎 { $count } files: { $kinds }
    }
admin-shop-content-kind = 🎞 Type: { $kind }
admin-shop-kind-photos = photos
admin-shop-kind-video = video
admin-shop-kind-audio = audio
admin-shop-kind-mixed = mixed
admin-shop-for = 🔑 For: { $tier }
admin-shop-for-by-content = 🔑 For: { $tier }, because its content set is
admin-shop-tier-free = everybody
admin-shop-tier-vip = VIP only
admin-shop-tier-premium = VIP only (premium)
admin-shop-tier-gift = nobody: only given away
admin-shop-owners =
    { $count ->
        [0] 👥 Nobody has it yet
        [one] 👥 1 person has it
       *[other] 👥 { $count } people have it
    }
admin-shop-used = 🔗 Products that sell it: { $products } · rewards that give it: { $rewards }
admin-shop-product-content =
    { $count ->
        [0] 🗂 { $name }, no files yet
        [one] 🗂 { $name }, 1 file
       *[other] 🗂 { $name }, { $count } files
    }
admin-shop-product-price = { -currency-sign }Price: { $price }
admin-shop-vip-same = ⭐ With VIP: the same
admin-shop-vip-price = ⭐ With VIP: { $price }
admin-shop-vip-dearer = ⭐ With VIP: { $price } ⚠️ more than the others
admin-shop-vip-discount = ⭐ With VIP: { $percent }% less, { $price }
admin-shop-stock-none = 📦 No limit of units
admin-shop-stock-left =
    { $left ->
        [0] 📦 None left
        [one] 📦 1 left
       *[other] 📦 { $left } left
    }
admin-shop-ends-none = 🗓 No end date
admin-shop-ends-at = 🗓 On sale until { $until }
admin-shop-sold = 🧾 Sold: { $count }
admin-shop-state-on = ✅ On sale
admin-shop-state-off = ⏸ Off: nobody sees it
admin-shop-state-content-off = 🚫 Not in the shop: its content set is hidden
admin-shop-state-gift = 🎁 Not in the shop: only given away
admin-shop-state-ended = ⌛ No longer in the shop: its date has passed
admin-shop-state-soon = ⏳ Shown as “coming soon”: the files are missing
admin-shop-state-sold-out = 🚫 Sold out

admin-shop-button-add = 📥 Add files
admin-shop-button-files = 📎 Sort and remove
admin-shop-button-preview = 👁 Preview
admin-shop-button-description = 📝 Description
admin-shop-button-tier = 🔑 For whom
admin-shop-button-kind = 🎞 Type
admin-shop-button-hide = 🚫 Hide
admin-shop-button-show = ✅ Show
admin-shop-button-done = ✅ Done
admin-shop-button-none = No description
admin-shop-button-price = 💰 Price
admin-shop-button-vip = ⭐ VIP price
admin-shop-button-stock = 📦 Stock
admin-shop-button-ends = 🗓 End date
admin-shop-button-content = 🗂 Content set
admin-shop-button-earlier = ⬆️ Earlier
admin-shop-button-later = ⬇️ Later
admin-shop-button-switch-off = ⏸ Switch off
admin-shop-button-switch-on = ✅ Put on sale
admin-shop-button-skip = Skip: the same for everybody
admin-shop-button-same-for-vip = The same as the others
admin-shop-button-no-limit = No limit
admin-shop-button-no-end = No end date
admin-shop-button-in-a-week = In a week
admin-shop-button-in-a-month = In a month
admin-shop-button-as-free = Without VIP
admin-shop-button-as-vip = With VIP
admin-shop-button-first = ⏫
admin-shop-button-last = ⏬
admin-shop-button-see = 👁 See it
admin-shop-button-remove = 🗑 Remove

admin-shop-ask-content-name =
    🗂 <b>New content set</b>

    What is it called? Type it, at most 200 characters.
admin-shop-add-files =
    📥 <b>{ $name }</b>

    { $state ->
        [added] { $added ->
            [one] ✅ 1 file added.
           *[other] ✅ { $added } files added.
        }
        [known] { $known ->
            [one] 🔁 That file was there already.
           *[other] 🔁 Those { $known } files were there already.
        }
        [both] ✅ Added: { $added }. 🔁 There already: { $known }.
       *[none] Send or forward me photos, videos, audio, voice messages, documents or GIFs, also in albums.
    }
    { $count ->
        [0] Nothing is here yet.
        [one] There is 1 now. Send more, or tap “Done”.
       *[other] There are { $count } now. Send more, or tap “Done”.
    }
admin-shop-not-a-file = I cannot keep that. Send me a photo, a video, an audio, a voice message, a document or a GIF.
admin-shop-files =
    📎 <b>{ $name }</b>

    { $count ->
        [0] No files yet.
       *[other] They arrive in this order. Tap one to move or remove it.
    }
admin-shop-file-row = { $number } · { $icon }
admin-shop-file =
    { $icon } <b>{ $name }</b>

    File { $number } of { $count }
admin-shop-removed = Removed.
admin-shop-here-it-comes = Here it comes 👇
admin-shop-not-all-sent = Telegram took only { $sent } of { $total } files.
admin-shop-ask-name =
    ✏️ <b>{ $name }</b>

    Type the new name, at most 200 characters.
admin-shop-ask-description =
    📝 <b>{ $name }</b>

    Type the description, at most 1,000 characters.
admin-shop-ask-tier =
    🔑 <b>{ $name }</b>

    For whom is it?
admin-shop-ask-kind =
    🎞 <b>{ $name }</b>

    Which type is it? If you do not choose, it follows from the files.
admin-shop-delete-content =
    🗑 Delete <b>{ $name }</b>?

    { $used ->
        [yes] Somebody has it, or a product or reward uses it: I hide it, and those who have it keep it.
       *[no] If nobody has ever had it, it is gone for good. Else I only hide it.
    }
admin-shop-delete-product =
    🗑 Delete <b>{ $name }</b>?

    { $sold ->
        [0] If nobody has ever bought it, it is gone for good. Else I only switch it off.
       *[other] It was sold: I switch it off, and those who bought it keep it.
    }
admin-shop-deleted = Deleted.
admin-shop-was-hidden = I did not delete it but hid it: those who have it keep it.

admin-shop-ask-product-name =
    🏷 <b>New product</b>

    What is it called? Type it, at most 200 characters.
admin-shop-ask-content = 🗂 Which content set does it sell? Choose one.
admin-shop-no-content = 🗂 There is no content to sell yet. Make one with its files; then you go on here.
admin-shop-ask-price = 💰 What does it cost? Type a whole number; 0 is free.
admin-shop-ask-new-price =
    💰 <b>{ $name }</b>
    { $price_now }

    Type the new price, a whole number; 0 is free.
admin-shop-ask-vip = ⭐ And for VIP? Type a price, such as 80, or a discount, such as 20%.
admin-shop-ask-new-vip =
    ⭐ <b>{ $name }</b>
    { $vip_now }

    Type the new VIP price, such as 80, or a discount, such as 20%.
admin-shop-ask-stock =
    📦 <b>{ $name }</b>
    { $stock_now }

    How many are left to sell? Type a whole number.
admin-shop-ask-ends =
    🗓 <b>{ $name }</b>
    { $ends_now }

    Until when is it sold? Type 31/12/2026 or 31/12/2026 18:00, in the time of { $zone }.
admin-shop-bad-date = I do not understand that date. Type it like this: 31/12/2026 or 31/12/2026 18:00.
admin-shop-past-date = That date will not do: it must be in the future, before the year 2100.
admin-shop-preview =
    { $as ->
        [vip] 👁 A VIP member sees this:
       *[free] 👁 A member without VIP sees this:
    }

    { $card }
admin-shop-preview-gift = 🎁 Not shown in the shop: only given away.
admin-shop-saved = Saved.
admin-shop-moved = Moved.
admin-shop-at-the-end = It is at the end already.
