admin-publish-told-sent = ✅ Ya está en el canal: { $post }
admin-publish-told-failed = ⚠️ Telegram no publicó «{ $post }»: { $reason }
admin-publish-told-unknown = ⚠️ No sé si «{ $post }» salió: mira el canal y, si no está, publícala de nuevo.
admin-publish-told-missed = ⚠️ «{ $post }» no salió: el bot no estaba en marcha a su hora. Publícala de nuevo.

admin-publish-bad-empty = Está vacío: envía un texto, una foto o un vídeo.
admin-publish-bad-text = El texto es demasiado largo: Telegram admite 4.096 caracteres.
admin-publish-bad-caption = El texto bajo los archivos es demasiado largo: Telegram admite 1.024 caracteres.
admin-publish-bad-many = Un álbum lleva como mucho 10 archivos.
admin-publish-bad-mixed = En un álbum van juntas fotos y vídeos; los audios solo con audios y los documentos solo con documentos.
admin-publish-bad-no-caption = Un sticker o un vídeo redondo no llevan texto.
admin-publish-bad-kind = Eso no se puede publicar: envía un texto, una foto, un vídeo o un álbum.
admin-publish-bad-channel = Ese canal no está conectado: elígelo otra vez.
admin-publish-bad-emojis = Ese canal no tiene emojis para los botones: publica sin botones o elige sus emojis en «Empieza aquí».
admin-publish-bad-past = Esa hora ya pasó: escribe una que aún no haya llegado.
admin-publish-bad-far = Eso queda a más de un año: elige una fecha más cercana.
