# O painel: recompensas e suas condições.

# Como se ganha: uma frase. $how e suas partes são as de admin-rewards-by-….
admin-rewards-earned = Ganha-se { $how }
admin-rewards-and-also = { $first } e, além disso, { $then }
admin-rewards-by-hand = Ninguém ganha sozinho: você dá para quem quiser
admin-rewards-by-points =
    { $value ->
        [1] ao ganhar 1 { -currency-one }
       *[other] ao ganhar { $value } { -currency-many }
    }
admin-rewards-by-spending =
    { $value ->
        [1] ao gastar 1 { -currency-one }
       *[other] ao gastar { $value } { -currency-many }
    }
admin-rewards-by-level = ao chegar ao nível { $value }
admin-rewards-by-streak =
    { $value ->
        [1] com 1 dia de sequência
       *[other] com { $value } dias de sequência
    }
admin-rewards-by-reaction = com a primeira reação
admin-rewards-by-gift = com o primeiro presente do dia
admin-rewards-by-purchase = com a primeira compra
admin-rewards-by-no-vip = sem ser VIP
admin-rewards-by-not-claimed = sem ter pego antes
# $what: como o bot chama uma condição própria.
admin-rewards-by-host = com { $value } { $what }

# O que é bom saber de uma recompensa antes de salvar.
admin-rewards-says-level-never = «{ $what }»: com a sua fórmula de níveis ninguém chega lá. Escolha um nível mais baixo.
admin-rewards-says-besitos-never = «{ $what }»: ninguém pode ter tanto. Escolha uma quantia menor.
admin-rewards-says-streak-never = «{ $what }»: são mais de cem anos. Escolha menos dias.
admin-rewards-says-no-conditions = Sem condições, só recebe quem você escolher.
admin-rewards-says-everybody = Todo mundo já tem desde o começo, sem fazer nada.
admin-rewards-says-first-besitos = Qualquer pessoa ganha com a primeira reação ou o primeiro presente.
admin-rewards-says-always-met = «{ $what }» vale para todo mundo: não pede nada.
admin-rewards-says-implied = «{ $what }» sobra: quem ganha { $by } já cumpre isso.
admin-rewards-says-implied-group = A escolha que começa { $what } sobra: quem ganha { $by } já cumpre isso.
admin-rewards-says-needless-alternative = «{ $what }» sobra: é mais fácil ganhar { $by }.
admin-rewards-says-only-once = Pode se repetir, mas com estas condições só se ganha uma vez. Junte pontos, gasto ou sequência.
admin-rewards-says-lapsed-only = Dá dias VIP a quem não é VIP: só pode pegar quem já teve assinatura.
admin-rewards-says-nothing-for-sale = «{ $what }»: agora não há nada à venda.
admin-rewards-says-vip-shop = «{ $what }»: agora só os VIPs podem comprar, e esta é para quem não é.
admin-rewards-says-no-gift = «{ $what }»: este bot não tem presente do dia.
admin-rewards-says-no-reactions = «{ $what }»: este bot não conta reações.
admin-rewards-says-no-files = O conteúdo que ela dá ainda não tem arquivos: não chegaria nada.
admin-rewards-says-not-registered = «{ $what }»: agora o bot não conhece esta condição, então ninguém cumpre.
admin-rewards-says-far = «{ $what }»: só com reações e presentes leva pelo menos { $years } anos.
