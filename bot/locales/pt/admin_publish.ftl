admin-publish-told-sent = ✅ Já está no canal: { $post }
admin-publish-told-failed = ⚠️ O Telegram não publicou “{ $post }”: { $reason }
admin-publish-told-unknown = ⚠️ Não sei se “{ $post }” saiu: olha o canal e, se não estiver lá, publica de novo.
admin-publish-told-missed = ⚠️ “{ $post }” não saiu: o bot não estava rodando na hora. Publica de novo.

admin-publish-bad-empty = Está vazio: envia um texto, uma foto ou um vídeo.
admin-publish-bad-text = O texto é longo demais: o Telegram aceita 4.096 caracteres.
admin-publish-bad-caption = O texto sob os arquivos é longo demais: o Telegram aceita 1.024 caracteres.
admin-publish-bad-many = Um álbum leva no máximo 10 arquivos.
admin-publish-bad-mixed = Num álbum vão juntos fotos e vídeos; áudios só com áudios e documentos só com documentos.
admin-publish-bad-no-caption = Um sticker ou um vídeo redondo não leva texto.
admin-publish-bad-kind = Isso não dá para publicar: envia um texto, uma foto, um vídeo ou um álbum.
admin-publish-bad-channel = Esse canal não está conectado: escolhe de novo.
admin-publish-bad-emojis = Esse canal não tem emojis para os botões: publica sem botões ou escolhe os emojis em “Comece aqui”.
admin-publish-bad-past = Essa hora já passou: escreve uma que ainda vai chegar.
admin-publish-bad-far = Isso fica a mais de um ano: escolhe uma data mais próxima.
