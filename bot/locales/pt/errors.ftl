# Quando algo não dá. Sem HTML: também aparecem em avisos, de 200 caracteres no máximo.

error-try-again = Agora não consigo ver sua conta. Nada se perde; tente de novo daqui a pouco.
error-unexpected = Opa, algo deu errado do meu lado. Já anotei; tente de novo mais tarde.
error-stale-button =
    Este botão não funciona mais.{ -menu-offered.is ->
        [command] { " " }Digite { -menu-offered } e eu te dou um novo.
       *[off] { "" }
    }
error-not-understood = Desculpe, não entendi. Um destes botões ajuda?
error-refused = Agora não dá para fazer isso.

error-unknown-member =
    A gente ainda não se conhece.{ -menu-offered.is ->
        [command] { " " }Digite { -menu-offered } e está resolvido.
       *[off] { "" }
    }
error-invalid-amount = Esse valor não serve: tem que ser um número inteiro, de { $least } a { $most }.
error-insufficient-funds =
    { $balance ->
        [0] Não dá: custa { $needed } e você ainda não tem { -currency-many }.
        [1] Não dá: custa { $needed } e você tem 1 { -currency-one }.
       *[other] Não dá: custa { $needed } e você tem { $balance } { -currency-many }.
    }
error-idempotency-conflict = Isso já foi feito antes de outro jeito. Nada mudou.
error-already-claimed = Isto você já pegou.
error-already-claimed-until =
    { $hours ->
        [0] Você já pegou. Volte em { $minutes } min.
       *[other] Você já pegou. Volte em { $hours } h { $minutes } min.
    }
error-already-owned = Isto já é seu. Não cobrei nada.
error-not-for-sale = Isto não está à venda agora. Não cobrei nada.
error-sold-out = Acabou de esgotar. Não cobrei nada.
error-sale-ended = Não está mais à venda: o prazo acabou. Não cobrei nada.
error-vip-only = Isto é só para VIP.
error-offer-changed =
    Esse botão era antigo e não cobrei nada. Abra { -menu-shop.is ->
        [command] { -menu-shop }
       *[other] a loja
    } e olhe de novo.
error-price-changed =
    { $price ->
        [1] O preço mudou: agora é 1 { -currency-one }. Não cobrei nada.
       *[other] O preço mudou: agora são { $price } { -currency-many }. Não cobrei nada.
    }
error-reward-locked = Você ainda não desbloqueou esta recompensa.
error-claim-expired = O prazo para pegar esta recompensa já acabou.
error-subscription-required = Para pegar estes dias você precisa ser VIP. A recompensa espera por você.
error-invalid-setting = Esse valor não serve para { $name }: { $reason }
error-about = { $field } · { $why }
error-field-name = Nome
error-field-code = Código
error-field-category = Categoria
error-field-files = 📎 Arquivos
error-field-order = Ordem
error-field-discount = ⭐ Desconto VIP
error-field-active = Ativo
error-field-repeatable = 🔁 Pode repetir
error-field-secret = 🤫 Secreta
error-field-channel = 📢 Canal
error-field-emojis = Emojis
error-field-streak = 🔥 Sequência
error-field-vip = 👑 VIP
error-field-reason = 📝 Motivo
error-field-segment = 👥 Para quem
error-field-post = 📣 Publicação
error-setting-gone = Isso não existe mais. Volte para a lista.
error-setting-wrong-kind = Não é isso que precisa aqui.
error-setting-unknown-field = Não conheço esse dado.
error-setting-whole-number = Escreva um número inteiro de { $least } a { $most }.
error-setting-text-length = Escreva de 1 a { $most } caracteres.
error-setting-not-storable = Tem caracteres que não consigo guardar. Escreva de outro jeito.
error-setting-not-one-of = Só pode ser { $known }.
error-setting-moment = Tem que ser uma data entre os anos { $first } e { $last }.
error-setting-taken = Já existe outro com esse nome ou código. Escolha um diferente.
error-setting-too-many = É demais: no máximo { $most }.
error-setting-not-a-file = Só consigo guardar arquivos do Telegram: envie uma foto, um vídeo, um áudio ou um documento.
error-setting-not-an-emoji = Isso não é um emoji só. Envie apenas emojis.
error-setting-not-a-channel = Isso não é um canal. O id dele começa com -100.
error-setting-no-streak = Não há sequência para consertar: o presente diário nunca foi recebido.
error-setting-empty-list = A lista está vazia. Envie ids ou @usuários.
error-setting-unknown-condition = Este bot não conhece a condição “{ $condition }”.
error-setting-value-not-wanted = Essa condição não leva número.
error-setting-impossible = Com essas condições ninguém conseguiria. Mude alguma.
error-changed-meanwhile = Alguém mudou isto enquanto você olhava. { $name }: agora é { $value }. Não salvei o seu; dê outra olhada.
error-run-conflict = Agora não dá: já tem uma tarefa igual em andamento, ou esta já terminou.
error-not-allowed = Só um admin pode fazer isso.
