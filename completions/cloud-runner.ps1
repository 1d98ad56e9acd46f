# PowerShell completion for cloud-runner. Made by: cloud-runner completion powershell
Register-ArgumentCompleter -Native -CommandName 'cloud-runner' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @()
    $after = @()
    foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {
        $text = $element.Extent.Text
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $text = $element.Value }
        if ($element.Extent.EndOffset -lt $cursorPosition) { $before += $text }
        elseif ($element.Extent.StartOffset -ge $cursorPosition) { $after += $text }
    }
    $asked = ConvertTo-Json -Compress @{ before = $before; current = "$wordToComplete"; after = $after }
    $encoded = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($asked))
    $command = Get-Command -CommandType Application, ExternalScript 'cloud-runner' -ErrorAction SilentlyContinue |
        Select-Object -First 1
    if (-not $command) { return }
    $answer = & $command __complete powershell $encoded 2>$null
    if (-not $answer) { return }
    foreach ($each in ($answer | ConvertFrom-Json)) {
        [System.Management.Automation.CompletionResult]::new($each.text, $each.shown, 'ParameterValue', $each.tip)
    }
}
