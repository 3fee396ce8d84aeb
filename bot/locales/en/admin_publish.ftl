admin-publish-told-sent = ✅ It is in the channel: { $post }
admin-publish-told-failed = ⚠️ Telegram did not publish “{ $post }”: { $reason }
admin-publish-told-unknown = ⚠️ I cannot tell whether “{ $post }” went out: look into the channel and, if it is not there, publish it again.
admin-publish-told-missed = ⚠️ “{ $post }” did not go out: the bot was not running at its time. Publish it again.

admin-publish-bad-empty = It is empty: send a text, a photo or a video.
admin-publish-bad-text = The text is too long: Telegram takes 4,096 characters.
admin-publish-bad-caption = The text under the files is too long: Telegram takes 1,024 characters.
admin-publish-bad-many = An album has at most 10 files.
admin-publish-bad-mixed = Photos and videos go together in an album; audio only with audio, documents only with documents.
admin-publish-bad-no-caption = A sticker or a round video carries no text.
admin-publish-bad-kind = That cannot be published: send a text, a photo, a video or an album.
admin-publish-bad-channel = That channel is not connected: choose again.
admin-publish-bad-emojis = That channel has no emojis for the buttons: publish without buttons, or choose its emojis in “Start here”.
admin-publish-bad-past = That time is past: write one that is still to come.
admin-publish-bad-far = That is more than a year away: choose a nearer date.
