admin-publish-told-sent = ✅ Já está no canal: { $post }
admin-publish-told-failed = ⚠️ O Telegram não publicou “{ $post }”: { $reason }
admin-publish-told-unknown = ⚠️ Não sei se “{ $post }” saiu: veja o canal e, se não estiver lá, publique de novo.
admin-publish-told-missed = ⚠️ “{ $post }” não saiu: o bot não estava rodando na hora. Publique de novo.

admin-publish-bad-empty = Está vazio: envie um texto, uma foto ou um vídeo.
admin-publish-bad-text = O texto é longo demais: o Telegram aceita 4.096 caracteres.
admin-publish-bad-caption = O texto sob os arquivos é longo demais: o Telegram aceita 1.024 caracteres.
admin-publish-bad-many = Um álbum leva no máximo 10 arquivos.
admin-publish-bad-mixed = Em um álbum vão juntos fotos e vídeos; áudios só com áudios e documentos só com documentos.
admin-publish-bad-no-caption = Um sticker ou um vídeo redondo não leva texto.
admin-publish-bad-kind = Isso não dá para publicar: envie um texto, uma foto, um vídeo ou um álbum.
admin-publish-bad-channel = Esse canal não está conectado: escolha de novo.
admin-publish-bad-emojis = Esse canal não tem emojis para os botões: publique sem botões ou escolha os emojis em “Primeiros passos”.
admin-publish-bad-past = Essa hora já passou: escreva uma que ainda vai chegar.
admin-publish-bad-far = Isso fica a mais de um ano: escolha uma data mais próxima.

admin-publish-title = 📣 Divulgação
admin-publish-menu =
    📣 <b>Divulgação</b>

    Publicações para os seus canais, mensagens e { -currency-many } para muitos de uma vez.
admin-publish-button-post = 📝 Nova publicação
admin-publish-button-scheduled = ⏰ Agendadas
admin-publish-button-message = ✉️ Mensagem aos membros
admin-publish-button-payment = 💰 Dar { -currency-many } a muitos
admin-publish-button-progress = 📊 Andamento
admin-publish-told-no-runs = Você ainda não mandou nada para muitos.

admin-publish-channels = 📝 Em que canal?
admin-publish-no-channel = Ainda não há canal conectado: faça isso em “Primeiros passos” ou aqui mesmo.
admin-publish-button-free = 🌍 Canal grátis
admin-publish-button-vip = 💎 Canal VIP
admin-publish-ask-post =
    📝 Envie o que você quer publicar: um texto, uma foto, um vídeo ou um álbum.

    Se depois enviar outra coisa, vale a última.
admin-publish-ask-message =
    ✉️ Envie a mensagem: um texto, uma foto, um vídeo ou um álbum.

    Se depois enviar outra coisa, vale a última.
admin-publish-got = Tenho: <i>{ $excerpt }</i>{ $files ->
        [0] { "" }
        [1] { " · 1 arquivo" }
       *[other] { " · " }{ $files } arquivos
    }
admin-publish-button-preview = 👁 Prévia
admin-publish-button-next = ➡️ Continuar
admin-publish-button-other = ✏️ Outra coisa
admin-publish-refused = O Telegram não aceita: { $reason }
admin-publish-options =
    📝 <i>{ $excerpt }</i>

    Botões de reação: { $buttons ->
        [yes] sim
       *[no] não
    }
    Protegida (não dá para encaminhar nem salvar): { $protected ->
        [yes] sim
       *[no] não
    }{ $apart ->
        [yes] { " " }

    Um álbum não leva botões: o texto sai depois, em uma mensagem à parte com eles.
       *[no] { "" }
    }
admin-publish-button-buttons = ❤️ Botões: { $buttons ->
        [yes] sim
       *[no] não
    }
admin-publish-button-protected = 🔒 Protegida: { $protected ->
        [yes] sim
       *[no] não
    }
admin-publish-button-now = 📣 Publicar agora
admin-publish-button-later = ⏰ Em outra hora
admin-publish-ask-when =
    ⏰ Quando? Escreva a hora, ou o dia e a hora: <code>18:30</code> ou <code>27/11 18:30</code>.

    Agora é { $now } ({ $zone }).
admin-publish-bad-moment = Não entendo essa hora: escreva <code>18:30</code> ou <code>27/11 18:30</code>.
admin-publish-no-right = Não posso publicar nesse canal: me torne admin com permissão para publicar e tente de novo.
admin-publish-done-sent = ✅ Já está no canal.
admin-publish-done-failed = ⚠️ O Telegram não publicou: { $reason }
admin-publish-done-unknown = ⚠️ Não sei se saiu: veja o canal antes de repetir.
admin-publish-done-wait = ⏳ Está saindo. Se algo falhar, eu aviso.
admin-publish-done-later = ⏰ Sai { $when }. Está em “Agendadas”.

admin-publish-scheduled = ⏰ <b>Agendadas</b>
admin-publish-none-scheduled = ⏰ Não há nada agendado.
admin-publish-row-scheduled = { $when } · { $post }
admin-publish-scheduled-one =
    ⏰ <b>{ $when }</b>
    <i>{ $post }</i>
admin-publish-button-move = 🕐 Mudar a hora
admin-publish-button-drop = 🗑 Não enviar
admin-publish-drop-sure = Cancelar “{ $post }”? O que você preparou se perde.
admin-publish-told-gone = Não está mais agendada: já saiu ou alguém cancelou.
admin-publish-told-dropped = Cancelada.

admin-publish-message-for = ✉️ Para quem é a mensagem?
admin-publish-payment-for = 💰 Para quem são?
admin-publish-without-profile =
    { "" }
    { $missing ->
        [1] 1 pessoa do seu bot ainda não tem perfil e não está aqui: a 🧹 Varredura cria.
       *[other] { $missing } pessoas do seu bot ainda não têm perfil e não estão aqui: a 🧹 Varredura cria.
    }
admin-publish-row-segment = { $segment }{ $count ->
        [-1] { "" }
       *[other] { ": " }{ $count }
    }
admin-publish-word-everyone = 👥 Todo mundo
admin-publish-word-vip = ⭐ VIP
admin-publish-word-active = 🔥 Ativos nesta semana
admin-publish-word-chosen = { $count ->
        [1] 1 pessoa da lista
       *[other] { $count } pessoas da lista
    }
admin-publish-button-list = ✍️ Uma lista
admin-publish-ask-list = Escreva os ids ou @nomes, separados por espaços ou vírgulas. No máximo 1.000.
admin-publish-bad-list = Essa lista não serve: escreva de 1 a 1.000 ids ou @nomes.
admin-publish-nobody = Não conheço ninguém dessa lista: confira os @nomes e tente de novo.
admin-publish-unknown = Não conheço: { $unknown }
admin-publish-message-sure =
    ✉️ <i>{ $excerpt }</i>

    Para: <b>{ $segment }</b> · { $members }
    Saem 25 por segundo. Ninguém recebe duas vezes.
admin-publish-payment-nobody = Não há de quem tirar nem a quem dar: cancele e escolha outras pessoas.
admin-publish-message-nobody = Não há ninguém para receber: cancele e escolha outras pessoas.
admin-publish-button-start = ▶️ Começar
admin-publish-ask-amount = 💰 Quantos { -currency-many } para cada pessoa? Com − na frente, eu tiro: <code>-20</code>.
admin-publish-not-zero = Com 0 nada muda: escreva outro número.
admin-publish-ask-reason = ✍️ Por quê? Cada pessoa lê isso no próprio histórico.
admin-publish-button-look = 🔄 Ver de novo
admin-publish-payment-counting = ⏳ Estou contando…
admin-publish-payment-credit =
    💰 <b>+{ $amount }</b> para cada pessoa: { $segment }
    <i>{ $reason }</i>

    Pessoas: <b>{ $paid }</b>
    No total: <b>{ $total }</b>
admin-publish-payment-debit =
    💰 <b>−{ $amount }</b> de cada pessoa: { $segment }
    <i>{ $reason }</i>

    Pessoas: <b>{ $paid }</b>
    No total: { $total ->
        [0] <b>0</b>
       *[other] <b>−{ $total }</b>
    }
    Não têm o bastante: { $lacking }

admin-publish-run-credit =
    💰 <b>+{ $amount }</b> nº { $id } · { $segment }
    <i>{ $reason }</i>
admin-publish-run-debit =
    💰 <b>−{ $amount }</b> nº { $id } · { $segment }
    <i>{ $reason }</i>
admin-publish-run-message =
    ✉️ <b>Mensagem nº { $id }</b> · { $segment }
    <i>{ $excerpt }</i>
admin-publish-run-paid = Feitos: <b>{ $count }</b> de { $total }
admin-publish-run-sent = Enviadas: <b>{ $count }</b> de { $total }
admin-publish-run-lacking = Não têm o bastante: { $count }
admin-publish-run-unreached = Não chegou (bloqueado ou sem resposta): { $count }
admin-publish-runs-payments = Pagamento de { -currency-many } a muitos
admin-publish-runs-messages = Mensagem para muitos
