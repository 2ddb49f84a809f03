# fish: codeagent completion fish > ~/.config/fish/completions/codeagent.fish
function __codeagent_at
    set -l command
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch "$command $word"
            case @VALUE_OPTIONS@
                set skip 1
            case '* -*'
            case '*'
                switch "$command"
                    case '' @GROUPS@
                        set command (string trim "$command $word")
                    case '*'
                        set command "$command +"
                end
        end
    end
    test "$command" = "$argv[1]"; or test "$argv[2]" = any; and string match -q -- "$argv[1]*" "$command"
end
function __codeagent_values
    set -l command (commandline -opc)[1]
    CODEAGENT_BUILD=never $command completion values $argv[1] 2>/dev/null </dev/null
end
complete -c codeagent -f
