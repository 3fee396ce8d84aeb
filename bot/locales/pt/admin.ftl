# O painel, para quem cuida do clube.

admin-home = 🛠 <b>Painel</b>
admin-home-today =
    Hoje o seu clube ganhou { $earned ->
        [1] 1 { -currency-one }
       *[other] { $earned } { -currency-many }
    } e gastou { $spent } · { $active ->
        [1] 1 pessoa ativa
       *[other] { $active } pessoas ativas
    } de { $members }
admin-home-question =
    { "" }
    O que você quer fazer?

admin-button-sweep = 🧹 Varredura
admin-button-close = ✖️ Fechar
admin-button-cancel = ✖️ Cancelar
admin-button-back = ‹ Voltar
admin-button-home = 🏠 Painel
admin-button-newer = ‹ Mais recentes
admin-button-older = Anteriores ›
admin-button-previous = ‹ Anterior
admin-button-next = Próxima ›
admin-button-yes = ✅ Sim
admin-button-no = ✖️ Não
admin-button-save = ✅ Salvar
admin-button-name = ✏️ Nome
admin-button-delete = 🗑 Apagar
admin-button-up = ⬆️
admin-button-down = ⬇️
admin-told-changed = Outra pessoa mudou isso enquanto você olhava. O seu não foi salvo: veja como está agora.
admin-told-stale =
    Este botão não funciona mais.{ -menu-panel.is ->
        [command] { " " }Escreva { -menu-panel } e continue de lá.
       *[off] { "" }
    }
admin-trouble = ⚠️ { $why }
admin-input-not-a-text = Aqui preciso de um texto.
admin-input-too-long = Longo demais: no máximo { $most } caracteres, e pelo menos um.
admin-input-whole-number = Escreva um número inteiro de { $least } a { $most }.
command-admin = Tudo do clube, em um só lugar
