# The panel, for whoever runs the club.

admin-home = 🛠 <b>Panel</b>
admin-home-today =
    Today: { $earned ->
        [one] 1 { -currency-one }
       *[other] { $earned } { -currency-many }
    } earned, { $spent } spent · { $active ->
        [one] 1 active member
       *[other] { $active } active members
    } of { $members }
admin-home-question =
    { "" }
    What would you like to do?

admin-button-sweep = 🧹 Sweep
admin-button-close = ✖️ Close
admin-button-cancel = ✖️ Cancel
admin-button-back = ‹ Back
admin-button-home = 🏠 Panel
admin-button-newer = ‹ Newer
admin-button-older = Older ›
admin-button-previous = ‹ Previous
admin-button-next = Next ›
admin-button-yes = ✅ Yes
admin-button-no = ✖️ No
admin-button-save = ✅ Save
admin-button-name = ✏️ Name
admin-button-delete = 🗑 Delete
admin-button-up = ⬆️
admin-button-down = ⬇️
admin-told-changed = Somebody else changed it while you were looking. Yours was not saved: this is how it is now.
admin-told-stale =
    This button no longer works.{ -menu-panel.is ->
        [command] { " " }Write { -menu-panel } and go on from there.
       *[off] { "" }
    }
admin-trouble = ⚠️ { $why }
admin-input-not-a-text = I need a text here.
admin-input-too-long = Too long: at most { $most } characters, and at least one.
admin-input-whole-number = Write a whole number from { $least } to { $most }.
command-admin = Everything about the club, in one place
