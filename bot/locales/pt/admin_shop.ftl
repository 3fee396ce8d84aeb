# A loja e o conteúdo, no painel.

admin-shop-title = 🛍 Loja e conteúdo
admin-shop-main =
    🛍 <b>Loja e conteúdo</b>

    Primeiro envie os arquivos para um conteúdo; depois dê um preço a ele em um produto.
admin-shop-contents =
    🗂 <b>Conteúdos</b>

    Cada um é um grupo de arquivos que são enviados juntos.
admin-shop-products =
    🏷 <b>Produtos</b>

    Na ordem da loja.
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
admin-shop-button-contents = 🗂 Conteúdos
admin-shop-button-products = 🏷 Produtos
admin-shop-button-new-content = ➕ Novo conteúdo
admin-shop-button-new-product = ➕ Novo produto

admin-shop-card = { $card }
admin-shop-content-name = 🗂 <b>{ $name }</b>
admin-shop-product-name = 🏷 <b>{ $name }</b>
admin-shop-hidden = 🚫 Oculto: o que o vende não aparece na loja. Quem já tem continua com ele.
admin-shop-content-files =
    { $count ->
        [0] 📎 Ainda sem arquivos
        [1] 📎 1 arquivo: { $kinds }
       *[other] 📎 { $count } arquivos: { $kinds }
    }
admin-shop-content-kind = 🎞 Tipo: { $kind }
admin-shop-kind-photos = fotos
admin-shop-kind-video = vídeo
admin-shop-kind-audio = áudio
admin-shop-kind-mixed = variado
admin-shop-for = 🔑 Para: { $tier }
admin-shop-for-by-content = 🔑 Para: { $tier }, porque o conteúdo é assim
admin-shop-tier-free = todo mundo
admin-shop-tier-vip = só VIP
admin-shop-tier-premium = só VIP (premium)
admin-shop-tier-gift = ninguém: só de presente
admin-shop-owners =
    { $count ->
        [0] 👥 Ninguém tem ainda
        [1] 👥 1 pessoa tem
       *[other] 👥 { $count } pessoas têm
    }
admin-shop-used = 🔗 Produtos que o vendem: { $products } · recompensas que o dão: { $rewards }
admin-shop-product-content =
    { $count ->
        [0] 🗂 { $name }, ainda sem arquivos
        [1] 🗂 { $name }, 1 arquivo
       *[other] 🗂 { $name }, { $count } arquivos
    }
admin-shop-product-price = { -currency-sign }Preço: { $price }
admin-shop-vip-same = ⭐ Com VIP: o mesmo
admin-shop-vip-price = ⭐ Com VIP: { $price }
admin-shop-vip-dearer = ⭐ Com VIP: { $price } ⚠️ mais que os outros
admin-shop-vip-discount = ⭐ Com VIP: { $percent }% a menos, { $price }
admin-shop-stock-none = 📦 Sem limite de unidades
admin-shop-stock-left =
    { $left ->
        [0] 📦 Não resta nenhum
        [1] 📦 Resta 1
       *[other] 📦 Restam { $left }
    }
admin-shop-ends-none = 🗓 Sem data final
admin-shop-ends-at = 🗓 À venda até { $until }
admin-shop-sold = 🧾 Vendidos: { $count }
admin-shop-state-on = ✅ À venda
admin-shop-state-off = ⏸ Desligado: ninguém vê
admin-shop-state-content-off = 🚫 Não aparece na loja: o conteúdo está oculto
admin-shop-state-gift = 🎁 Não aparece na loja: só de presente
admin-shop-state-ended = ⌛ Não aparece mais na loja: a data passou
admin-shop-state-soon = ⏳ Aparece como “em breve”: faltam os arquivos
admin-shop-state-sold-out = 🚫 Esgotado

admin-shop-button-add = 📥 Adicionar arquivos
admin-shop-button-files = 📎 Ordenar e tirar
admin-shop-button-preview = 👁 Prévia
admin-shop-button-description = 📝 Descrição
admin-shop-button-tier = 🔑 Para quem
admin-shop-button-kind = 🎞 Tipo
admin-shop-button-hide = 🚫 Ocultar
admin-shop-button-show = ✅ Mostrar
admin-shop-button-done = ✅ Pronto
admin-shop-button-none = Sem descrição
admin-shop-button-price = 💰 Preço
admin-shop-button-vip = ⭐ Preço VIP
admin-shop-button-stock = 📦 Unidades
admin-shop-button-ends = 🗓 Data final
admin-shop-button-content = 🗂 Conteúdo
admin-shop-button-earlier = ⬆️ Antes
admin-shop-button-later = ⬇️ Depois
admin-shop-button-switch-off = ⏸ Desligar
admin-shop-button-switch-on = ✅ Pôr à venda
admin-shop-button-skip = Pular: o mesmo para todos
admin-shop-button-same-for-vip = O mesmo que os outros
admin-shop-button-no-limit = Sem limite
admin-shop-button-no-end = Sem data final
admin-shop-button-in-a-week = Em uma semana
admin-shop-button-in-a-month = Em um mês
admin-shop-button-as-free = Sem VIP
admin-shop-button-as-vip = Com VIP
admin-shop-button-first = ⏫
admin-shop-button-last = ⏬
admin-shop-button-see = 👁 Ver
admin-shop-button-remove = 🗑 Tirar

admin-shop-ask-content-name =
    🗂 <b>Novo conteúdo</b>

    Como se chama? Escreva, no máximo 200 caracteres.
admin-shop-add-files =
    📥 <b>{ $name }</b>

    { $state ->
        [added] { $added ->
            [1] ✅ 1 arquivo adicionado.
           *[other] ✅ { $added } arquivos adicionados.
        }
        [known] { $known ->
            [1] 🔁 Esse arquivo já estava.
           *[other] 🔁 Esses { $known } arquivos já estavam.
        }
        [both] ✅ Adicionados: { $added }. 🔁 Já estavam: { $known }.
       *[none] Mande ou encaminhe fotos, vídeos, áudios, mensagens de voz, documentos ou GIFs, também em álbuns.
    }
    { $count ->
        [0] Ainda não há nada.
        [1] Agora há 1. Mande mais ou toque em “Pronto”.
       *[other] Agora há { $count }. Mande mais ou toque em “Pronto”.
    }
admin-shop-not-a-file = Isso eu não consigo guardar. Mande uma foto, um vídeo, um áudio, uma mensagem de voz, um documento ou um GIF.
admin-shop-files =
    📎 <b>{ $name }</b>

    { $count ->
        [0] Ainda sem arquivos.
       *[other] Eles chegam nesta ordem. Toque em um para mover ou tirar.
    }
admin-shop-file-row = { $number } · { $icon }
admin-shop-file =
    { $icon } <b>{ $name }</b>

    Arquivo { $number } de { $count }
admin-shop-removed = Tirado.
admin-shop-here-it-comes = Lá vai 👇
admin-shop-not-all-sent = O Telegram só aceitou { $sent } de { $total } arquivos.
admin-shop-ask-name =
    ✏️ <b>{ $name }</b>

    Escreva o novo nome, no máximo 200 caracteres.
admin-shop-ask-description =
    📝 <b>{ $name }</b>

    Escreva a descrição, no máximo 1.000 caracteres.
admin-shop-ask-tier =
    🔑 <b>{ $name }</b>

    Para quem é?
admin-shop-ask-kind =
    🎞 <b>{ $name }</b>

    Que tipo de conteúdo é? Se você não escolher, vem dos arquivos.
admin-shop-delete-content =
    🗑 Apagar <b>{ $name }</b>?

    { $used ->
        [yes] Alguém tem, ou um produto ou uma recompensa usa: eu oculto, e quem tem continua com ele.
       *[no] Se ninguém nunca teve, some de vez. Se não, eu só oculto.
    }
admin-shop-delete-product =
    🗑 Apagar <b>{ $name }</b>?

    { $sold ->
        [0] Se ninguém nunca comprou, some de vez. Se não, eu só desligo.
       *[other] Já foi vendido: eu desligo, e quem comprou continua com ele.
    }
admin-shop-deleted = Apagado.
admin-shop-was-hidden = Não apaguei, ocultei: quem tem continua com ele.

admin-shop-ask-product-name =
    🏷 <b>Novo produto</b>

    Como se chama? Escreva, no máximo 200 caracteres.
admin-shop-ask-content = 🗂 Que conteúdo ele vende? Escolha um.
admin-shop-no-content = 🗂 Ainda não há conteúdo para vender. Crie um com os arquivos; depois você continua aqui.
admin-shop-ask-price = 💰 Quanto custa? Escreva um número inteiro; 0 é grátis.
admin-shop-ask-new-price =
    💰 <b>{ $name }</b>
    { $price_now }

    Escreva o novo preço, um número inteiro; 0 é grátis.
admin-shop-ask-vip = ⭐ E para VIP? Escreva um preço, como 80, ou um desconto, como 20%.
admin-shop-ask-new-vip =
    ⭐ <b>{ $name }</b>
    { $vip_now }

    Escreva o novo preço VIP, como 80, ou um desconto, como 20%.
admin-shop-ask-stock =
    📦 <b>{ $name }</b>
    { $stock_now }

    Quantos restam para vender? Escreva um número inteiro.
admin-shop-ask-ends =
    🗓 <b>{ $name }</b>
    { $ends_now }

    Até quando se vende? Escreva 31/12/2026 ou 31/12/2026 18:00, no horário de { $zone }.
admin-shop-bad-date = Não entendi essa data. Escreva assim: 31/12/2026 ou 31/12/2026 18:00.
admin-shop-past-date = Essa data não serve: tem que ser no futuro, antes do ano 2100.
admin-shop-preview =
    { $as ->
        [vip] 👁 Quem é VIP vê assim:
       *[free] 👁 Quem não é VIP vê assim:
    }

    { $card }
admin-shop-preview-gift = 🎁 Não aparece na loja: só de presente.
admin-shop-saved = Salvo.
admin-shop-moved = Movido.
admin-shop-at-the-end = Já está na ponta.
