# O painel: os membros, um a um.

admin-members-title = 👥 Membros
admin-members-ask =
    👥 <b>Membros</b>

    Quem você procura? Escreva o nome, o @usuário ou o id. Também pode encaminhar uma mensagem da pessoa, ou o contato dela.
admin-members-not-a-person = Isso não me diz quem é. Escreva o nome, o @usuário ou o id.
admin-members-none = Não encontro ninguém assim. Tente com outra parte do nome, ou com o id.
admin-members-found =
    🔎 <b>{ $text }</b>

    { $count ->
        [0] Até aqui, ninguém. Ainda há membros para ver: toque em “Continuar”.
       *[other] Toque em quem você procura, ou escreva outro nome.
    }
admin-members-row =
    { $name }{ $has_username ->
        [yes] { " " }(@{ $username })
       *[no] { "" }
    } · { $came ->
        [yes] { $balance ->
            [1] 1 { -currency-one }
           *[other] { $balance } { -currency-many }
        }
       *[no] ainda não veio
    }
admin-members-first = ‹ Desde o início
admin-members-more = Continuar ›

admin-members-card =
    👤 <b>{ $name }</b>{ $has_username ->
        [yes] { " " }· @{ $username }
       *[no] { "" }
    }
    { $erased ->
        [yes] 🗑 Esta pessoa foi apagada: só ficam as contas.
       *[no] Id <code>{ $id }</code> · desde { $since }
    }

    { -currency-sign }<b>{ $balance }</b> { $balance ->
        [1] { -currency-one }
       *[other] { -currency-many }
    } · ganhou { $earned }, gastou { $spent }
    ⭐ Nível <b>{ $level }</b>{ $has_next ->
        [yes] { " " }(faltam { $missing })
       *[no] { "" }
    }
    🔥 Sequência: { $streak } · a melhor, { $longest } · de reações, { $reactions }
    👑 { $vip ->
        [until] VIP até { $until }
        [always] VIP
       *[no] Não é VIP
    }
    🛍 Compras: { $purchases } · conteúdo que tem: { $contents }
    🏆 Recompensas: { $waiting } a resgatar, { $claimed } resgatadas{ $has_badges ->
        [yes] { "" }
          🏅 { $badges }
       *[no] { "" }
    }{ $came ->
        [yes] { "" }
       *[no] { "" }
          <i>Ainda não usou o bot.</i>
    }
admin-members-give = ➕ Dar
admin-members-take = ➖ Tirar
admin-members-ledger-button = 🧾 Movimentos
admin-members-rights-button = 🛍 Compras e conteúdo
admin-members-rewards-button = 🏆 Recompensas
admin-members-gift-button = 🎁 Presentear
admin-members-streak-button = 🔥 Sequência
admin-members-vip-button = 👑 VIP
admin-members-data-button = 🔐 Dados

admin-members-ledger =
    🧾 <b>Movimentos</b>

    { $count ->
        [0] Aqui não há nada.
       *[other] { $lines }
    }
# $detail: o que o admin escreveu, ou a palavra do bot que nos usa.
admin-members-entry-what = { $what } ({ $detail })
admin-members-earned-other = Outro motivo
admin-members-spent-other = Outro gasto

admin-members-rights =
    🛍 <b>Compras e conteúdo</b>

    { $count ->
        [0] Não comprou nem recebeu nada.
       *[other] Toque em algo para ver; o que foi comprado pode ser devolvido.
    }
admin-members-right-row =
    { $state ->
        [open] ✅
        [refunded] ↩️
       *[over] ▫️
    } { $title }
admin-members-right =
    🛍 <b>{ $title }</b>

    { $how } · { $since }{ $priced ->
        [yes] { " " }· { $price ->
            [1] 1 { -currency-one }
           *[other] { $price } { -currency-many }
        }
       *[no] { "" }
    }
    { $state ->
        [open] ✅ Tem.
        [refunded] ↩️ Devolvido.
       *[over] ▫️ Não tem mais.
    }
admin-members-bought = Comprado
admin-members-by-reward = De uma recompensa
admin-members-by-admin = Da equipe
admin-members-by-older-bot = De antes
admin-members-refund-button = ↩️ Devolver
admin-members-refund =
    ↩️ Devolver <b>{ $title }</b>?

    Recebe de volta { $price ->
        [1] 1 { -currency-one }
       *[other] { $price } { -currency-many }
    } e perde o que comprou.
    Saldo: { $balance } → <b>{ $after }</b>
admin-members-refunded = Devolvido: { $amount }. Saldo: { $balance }

admin-members-rewards =
    🏆 <b>Recompensas</b>

    { $count ->
        [0] Ainda nenhuma.
       *[other] { $lines }
    }
admin-members-reward-line =
    { $status } { $name }{ $times ->
        [0] { "" }
        [1] { "" }
       *[other] { " " }({ $times } vezes)
    }
admin-members-reward-waits = 🎁
admin-members-reward-claimed = ✅
admin-members-reward-missed = ⌛️

admin-members-amount =
    { $gives ->
        [yes] ➕ <b>Dar</b> a { $name }
       *[no] ➖ <b>Tirar</b> a { $name }
    }

    Tem { $balance ->
        [1] 1 { -currency-one }
       *[other] { $balance } { -currency-many }
    }. Quanto { $gives ->
        [yes] dou
       *[no] tiro
    }?
admin-members-too-much =
    { $balance ->
        [1] Não tem tanto: só 1 { -currency-one }.
       *[other] Não tem tanto: só { $balance } { -currency-many }.
    }
admin-members-reason = Por quê? Escreva em uma frase: fica no registro, onde os admins veem.
admin-members-besitos-sure =
    { $gives ->
        [yes] ➕ Dar <b>{ $amount }</b> a { $name }?
       *[no] ➖ Tirar <b>{ $amount }</b> a { $name }?
    }

    Saldo: { $balance } → <b>{ $after }</b>
    Motivo: { $reason }
admin-members-balance-now = Feito. Saldo: { $before } → { $balance }

admin-members-streak =
    🔥 <b>Sequência</b> de { $name }

    Agora: { $days } · a melhor, { $longest }.
    Quantos dias ela deve ter? O próximo presente conta como o dia seguinte.
admin-members-streak-sure =
    🔥 Corrigir a sequência de { $name }?

    { $days } → <b>{ $after }</b>
admin-members-streak-now = Feito. Sequência: { $before } → { $days }

admin-members-vip =
    👑 <b>VIP</b> de { $name }

    { $vip ->
        [until] Agora: até { $until }.
        [always] Agora: VIP pela função, sem fim.
       *[no] Agora: não é VIP.
    }
    Toque em um botão, ou escreva uma data (31/12/2026) ou quantos dias a mais.
admin-members-vip-week = + 7 dias
admin-members-vip-month = + 30 dias
admin-members-vip-end = ⏹ Terminar agora
admin-members-vip-bad = Escreva uma data a partir de hoje, como 31/12/2026, ou de 1 a { $most } dias.
admin-members-vip-sure =
    👑 Mudar o VIP de { $name }?

    { $vip ->
        [until] até { $until }
        [always] sem fim
       *[no] não é VIP
    } → <b>{ $keeps ->
        [yes] até { $then }
       *[no] acaba agora
    }</b>
admin-members-vip-now = VIP até { $until }
admin-members-vip-over = Não tem mais assinatura VIP

admin-members-gift = 🎁 O que você dá a { $name }?
admin-members-gift-content = 🗂 Conteúdo
admin-members-gift-reward = 🏆 Uma recompensa
admin-members-contents =
    { $count ->
        [0] Ainda não há conteúdo para dar.
       *[other] 🗂 Que conteúdo?
    }
admin-members-content-row =
    { $title } · { $files ->
        [0] sem arquivos
        [1] 1 arquivo
       *[other] { $files } arquivos
    }
admin-members-content-sure =
    🗂 Dar <b>{ $title }</b> a { $name }?

    { $files ->
        [0] Ainda não tem arquivos: a pessoa vê quando você colocar.
       *[other] Envio agora, e fica para sempre, mesmo que você devolva uma compra.
    }
admin-members-content-given =
    { $files ->
        [0] Pronto. Ainda não há arquivos para enviar.
       *[other] Pronto. Estou enviando.
    }
admin-members-gift-rewards =
    { $count ->
        [0] Ainda não há recompensas.
       *[other] 🏆 Que recompensa? Não precisa cumprir as condições.
    }
admin-members-reward-row =
    { $title }{ $active ->
        [yes] { "" }
       *[no] { " " }(oculta)
    }
admin-members-reward-sure =
    🏆 Desbloquear <b>{ $title }</b> para { $name }?

    Aviso a pessoa, e ela resgata dentro do prazo.
admin-members-reward-given = Desbloqueada: já pode resgatar.
admin-members-has-it = Você já tinha dado isso.
admin-members-claimed-it = A pessoa já resgatou, e esta não se repete.
admin-members-is-gone = Isso não existe mais.

admin-members-data =
    🔐 <b>Dados</b> de { $name }

    Se a pessoa pedir os dados dela, envio a você um arquivo com tudo o que guardo. Se pedir para apagar, apague: fica no registro que foi feito, sem o nome.
admin-members-export-button = 📤 Enviar o arquivo
admin-members-exporting = Preparo o arquivo.
admin-members-erase-button = 🗑 Apagar esta pessoa
admin-members-erase =
    🗑 <b>Apagar { $name }?</b>

    Somem o nome, a sequência, as reações, as recompensas e o que a pessoa tinha, e também o saldo ({ $balance }). As contas do clube ficam, sem nada que diga de quem eram. Não dá para desfazer; se ela voltar, começa do zero.

    Para apagar, escreva o id dela: <code>{ $id }</code>
admin-members-erase-wrong = Esse não é o id dela. Escreva { $id }, ou toque em Cancelar.
admin-members-erased =
    🗑 <b>Feito.</b>

    { $books ->
        [yes] Ficam { $entries } movimentos e um saldo de { $balance } sob o pseudônimo <code>{ $pseudonym }</code>.
       *[no] Não havia contas para guardar.
    }{ $kept ->
        [yes] { " " }Seu bot guarda a linha desta pessoa, já sem nome: precisa dela.
       *[no] { "" }
    }
