# O painel: primeiros passos, canais e emojis.

admin-start-title = 🏁 Primeiros passos
admin-start-line = 🏁 Primeiros passos: <b>{ $start_done } de { $start_total }</b>
admin-start =
    🏁 <b>Primeiros passos</b>: { $done } de { $total }

    { $steps }
admin-start-all-done =
    🏁 <b>Tudo pronto</b> 🎉

    { $steps }
# $what: um de admin-start-step-….
admin-start-step =
    { $done ->
        [yes] ✅ { $what }
       *[no] ▫️ { $what }
    }
admin-start-step-channel =
    { $done ->
        [yes] Seu canal está conectado
       *[no] Conecte seu canal: me encaminhe uma publicação, ou me torne administrador
    }
admin-start-step-rights =
    { $done ->
        [yes] Posso publicar e editar nele
       *[no] Me dê permissão para publicar e editar
    }
admin-start-step-emojis =
    { $done ->
        [yes] As publicações levam emojis
       *[no] Escolha os emojis que vão embaixo de cada publicação
    }
admin-start-step-product =
    { $done ->
        [yes] Há algo à venda, com os arquivos
       *[no] Coloque à venda seu primeiro produto, com os arquivos
    }
admin-start-step-reward =
    { $done ->
        [yes] Há recompensas para ganhar
       *[no] Ative sua primeira recompensa
    }
admin-start-step-claim =
    { $done ->
        [yes] Você já experimentou como quem entra no seu clube
       *[no] Experimente: pegue seu presente do dia
    }
admin-start-lacks-in = • { $title }: { $what }
admin-start-lacks-admin = ⚠️ Não sou administrador. Me adicione no canal: Administradores → Adicionar.
admin-start-lacks-post = ⚠️ Falta a permissão “Publicar mensagens”.
admin-start-lacks-edit = ⚠️ Falta a permissão “Editar mensagens de outros”: sem ela não consigo colocar botões.
admin-start-lacks-unknown = ⚠️ O Telegram não respondeu. Tente de novo daqui a pouco.
admin-start-lacks-nothing = ✅ Tenho as permissões de que preciso.
admin-start-kind-free = o canal grátis
admin-start-kind-vip = o canal VIP
admin-start-channel = 📣 <b>{ $title }</b>: { $kind }
admin-start-one = { $about }
admin-start-not-connected = Este canal não está mais conectado.
admin-start-no-emojis = Sem emojis: as publicações não levam botões.
admin-start-emojis-now = Emojis: { $emojis }
admin-start-disconnect-sure =
    Desconectar <b>{ $title }</b>?

    As novas publicações não terão mais botões. O que foi ganho fica.
admin-start-connect =
    📣 <b>Conectar um canal</b>

    Me encaminhe uma publicação do seu canal, ou escreva o @nome dele.

    Você também pode me tornar administrador do canal: pergunto aqui.
admin-start-not-a-post = Isso não é uma publicação de um canal. Me encaminhe uma, ou escreva o @nome do canal.
admin-start-no-such-channel = Não encontro esse canal. Se for privado, me encaminhe uma publicação dele.
admin-start-connect-as =
    📣 <b>{ $title }</b>

    { $lacks }

    Qual canal é?
    O grátis agora: { $free }
    O VIP agora: { $vip }
admin-start-none = nenhum
admin-start-emojis =
    { $kind ->
        [vip] 😍 <b>Emojis do canal VIP</b>
       *[free] 😍 <b>Emojis do canal grátis</b>
    }

    { $now }

    Escolha uma proposta ou me envie os seus, um depois do outro: 🔥❤️😍
    No máximo { $most }; valem para as novas publicações.
admin-start-emojis-only = Me envie só emojis, um depois do outro: 🔥❤️😍
admin-start-emojis-too-many = São emojis demais: no máximo { $most }.
admin-start-added =
    📣 Agora sou administrador de <b>{ $title }</b>.

    Qual canal é? O que você escolher substitui o que havia.
admin-start-connected =
    ✅ Conectado: é { $kind }.

    Os emojis e o resto estão no painel.
admin-start-left = Tudo bem, não conecto. Você pode fazer isso quando quiser no painel.
admin-button-start-connect = ➕ Conectar um canal
admin-button-start-channel =
    { $kind ->
        [vip] 💎 { $title }
       *[free] 🌍 { $title }
    }
admin-button-start-emojis = 😍 Emojis
admin-button-start-product = 🛍 Meu primeiro produto
admin-button-start-reward = 🏆 Minha primeira recompensa
admin-button-start-gift = 🎁 Experimentar meu presente
admin-button-start-again = 🔄 Verificar de novo
admin-button-start-free = 🌍 O grátis
admin-button-start-vip = 💎 O VIP
admin-button-start-leave = Agora não
admin-button-start-disconnect = 🔌 Desconectar
admin-button-start-disconnected = Desconectado
admin-button-start-connected = Conectado ✅
admin-button-start-proposal = { $emojis }
admin-button-start-no-emojis = 🚫 Tirar os emojis
admin-button-start-emojis-saved = Emojis salvos ✅
