# fish completion for cloud-runner. Made by: cloud-runner completion fish
function __cloud_runner_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    # From the PATH alone: no press of Tab runs what lies in the folder that somebody stands in.
    set -l lines (command cloud-runner __complete fish (count $before) "$current" (commandline -op) 2>/dev/null)
    set -l written ''
    if string match -q '*written*' -- $lines[1]
        set written (string replace -r '=.*$' '=' -- $current)
    end
    set -l value (string sub -s (math (string length -- "$written") + 1) -- "$current")
    switch "$lines[1]"
        case '*files*' '*folders*'
            # What fish finds for a command that it does not know: it reads quotes, backslashes and ~ in what was typed.
            set -l paths (complete -C "__cloud_runner_no_command $value")
            if string match -q '*folders*' -- $lines[1]
                set paths (string match -r '.*/$' -- $paths)
            end
            for path in $paths
                echo $written$path
            end
        case '*'
            printf '%s\n' $lines[2..-1]
    end
end
complete -c cloud-runner -f -k -a '(__cloud_runner_complete)'
