import Foundation

/// A shell that completes command lines, in the hands of a test.
enum Shell: String, CaseIterable {
  case bash, zsh, fish

  var isThere: Bool { OtherProgram.path(of: rawValue) != nil }

  /// What the shell says when it reads a script without running it: nothing, where it is one.
  func complaints(about script: String) throws -> String {
    let folder = try ScriptFolder(script, as: "script")
    return try OtherProgram.run(rawValue, ["-n", folder.file("script")]).everything
  }

  /// What the shell offers behind each of these beginnings of a command line.
  ///
  /// An option that stands in one word with its value is left out of the offer, for not all shells show it.
  func offers(behind lines: [String], by script: String) throws -> [[String]] {
    let folder = try ScriptFolder(script, as: "_tautline")
    let said = try OtherProgram.run(
      rawValue, ["-c", driver] + (self == .fish ? [] : [rawValue]) + [folder.path] + lines)
    return said.everything.components(separatedBy: "== next\n").dropFirst().map { offer in
      offer.split(separator: "\n").map { line in
        let word = line.prefix { $0 != "\t" }.trimmingCharacters(in: .whitespaces)
        return word.split(separator: "=").last.map(String.init) ?? ""
      }
    }
  }

  /// Takes the script's folder and the lines, and prints `== next` and an offer for each.
  private var driver: String {
    switch self {
    case .bash:
      #"""
      source "$1/_tautline"; shift
      for line; do
        echo "== next"
        # As readline does, which takes = for the end of a word.
        COMP_WORDS=(${line//=/ = })
        [[ $line == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _tautline
        ((${#COMPREPLY[@]})) && printf '%s\n' "${COMPREPLY[@]}"
      done
      """#
    case .fish:
      #"""
      source $argv[1]/_tautline
      for line in $argv[2..-1]
        echo "== next"
        complete -C $line
      end
      """#
    case .zsh:
      #"""
      # A terminal of its own for each line, whose completion tells what it would add.
      zmodload zsh/zpty
      folder=$1; shift
      print -r -- '
        PROMPT=
        fpath=('$folder' $fpath)
        autoload -Uz compinit
        compinit -u -D
        bindkey "^I" complete-word
        zstyle ":completion:*" insert-tab false
        mark () { echo -E - $'"'"'\0'"'"' }
        compprefuncs=(mark)
        comppostfuncs=(mark exit)
        compadd () {
          if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
          typeset -a hits
          builtin compadd -A hits "$@"
          (($#hits)) && print -rl -- $hits
        }
        print ready' > $folder/setup
      for line; do
        echo "== next"
        zpty shell zsh -f -i
        zpty -w shell "source $folder/setup"
        while zpty -r shell answer; do [[ $answer == *ready* ]] && break; done
        zpty -w -n shell "$line"$'\t'
        marks=0
        while zpty -r shell answer; do
          if [[ $answer == *$'\0'* ]]; then ((++marks == 2)) && break; continue; fi
          ((marks)) && print -r -- "${answer%%[$'\r\n']*}"
        done
        zpty -d shell
      done
      """#
    }
  }
}

/// A folder with one file that goes away with the object.
private final class ScriptFolder {
  let path = "\(NSTemporaryDirectory())/tautline-shell-\(UUID().uuidString)"

  init(_ text: String, as name: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try text.write(toFile: file(name), atomically: false, encoding: .utf8)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }
}
