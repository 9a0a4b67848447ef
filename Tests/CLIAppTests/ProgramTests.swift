import TautCommandLine
import Testing

@testable import tautline

/// The built program, from its arguments to its exit code.
@Suite(.serialized) struct ProgramTests {
  // MARK: Program

  @Test func `help and version go to standard output`() async throws {
    let help = try await tautline("--help")
    #expect(help.code == 0 && help.output == Program.help && help.errors.isEmpty)
    #expect(try await tautline("help", "pub").output == PubCommand.syntax.help)
    #expect(try await tautline("--version").output.hasPrefix("tautline "))
  }

  @Test func `a wrong command line is 64 and says what is meant`() async throws {
    let command = try await tautline("conect")
    #expect(command.code == 64 && command.output.isEmpty)
    #expect(command.errors == "tautline: unknown command 'conect'; did you mean connect?\nTry: tautline --help\n")
    let option = try await tautline("listen", "--prot", "1")
    #expect(option.code == 64)
    #expect(
      option.errors
        == "tautline listen: unknown option --prot; did you mean --port?\nTry: tautline listen --help\n")
    #expect(try await tautline().code == 64)
  }

  // MARK: connect

  @Test func `lines of a pipe are messages, and answers are lines`() async throws {
    let server = try await ScriptedServer()
    let run = try await tautline("connect", server.url(), "--exit-after", "3", input: "one\ntwo\n/ping é")
    #expect(run.output == "one\ntwo\n/ping é\n")
    #expect(run.code == 0)
  }

  @Test func `after the end of the input answers have their time`() async throws {
    let server = try await ScriptedServer()
    let run = try await tautline("connect", server.url(), "--linger", "0.5", input: "one\n")
    #expect(run.output == "one\n" && run.code == 0)
  }

  @Test func `binary goes out and comes back byte for byte`() async throws {
    let server = try await ScriptedServer()
    let run = try await tautline("connect", server.url(), "--binary", "-n", "1", input: "a\0b\r")
    #expect(run.output == "a\0b\r" && run.code == 0)
  }

  @Test func `records name every event`() async throws {
    let server = try await ScriptedServer()
    let run = try await tautline("connect", server.url(), "--json", "--no-deflate", "-n", "1", input: "x\n")
    #expect(
      run.output == """
        {"event":"open","peer":"\(server.url())","subprotocol":null,"extensions":""}
        {"event":"message","type":"text","text":"x"}
        {"event":"close","code":1000,"reason":"","meaning":"normal closure"}

        """)
    #expect(run.errors.isEmpty)
  }

  @Test(
    arguments: [
      ("close 1000", 0), ("close 1001", 0), ("close 1008", 1), ("close 4001", 1), ("close 1002", 5), ("close 1007", 5),
      ("abort", 6), ("close 1011", 8), ("close 1013", 8),
    ] as [(String, Int32)])
  func `the exit code is the class of the close code`(message: String, code: Int32) async throws {
    let server = try await ScriptedServer()
    let run = try await tautline("connect", server.url(), "--linger", "5", input: message + "\n")
    #expect(run.code == code)
    #expect(run.errors.contains(message == "abort" ? "closed with 1006" : "'as asked'"))
  }

  @Test func `what keeps a connection from opening has codes of its own`() async throws {
    let server = try await ScriptedServer()
    let refused = try await tautline("connect", server.url("/refuse"))
    #expect(refused.code == 3 && refused.errors.contains("403 Forbidden"))
    #expect(try await tautline("connect", "ws://127.0.0.1:1/").code == 2)
    #expect(try await tautline("connect", "ws://host.invalid/").code == 2)
    #expect(try await tautline("connect", "wss://127.0.0.1:\(server.port)/").code == 4)
    #expect(try await tautline("connect", "ws://127.0.0.1:x/").code == 64)
    #expect(try await tautline("connect", "wss://127.0.0.1:1/", "--ca", "/nowhere").code == 66)
  }

  @Test func `a text that is not UTF-8 is not sent`() async throws {
    let server = try await ScriptedServer()
    let program = try RunningProgram(["connect", server.url()])
    program.write(bytes: [0x61, 0xFF, 0x0A])
    let run = await program.outcome()
    #expect(run.code == 66 && run.errors.contains("not valid UTF-8"))
  }

  @Test func `an echo is exact`() async throws {
    let server = try await ScriptedServer()
    for options in [[], ["--no-deflate"]] {
      let program = try RunningProgram(["connect", server.url("/drill"), "--echo"] + options)
      let run = await program.outcome()
      #expect(run.code == 0 && run.output.isEmpty, "\(run.errors)")
    }
  }

  // MARK: listen

  @Test func `a listener says where, echoes, and ends in order`() async throws {
    let listener = try RunningProgram(["listen", "--port", "0", "--echo", "--subprotocol", "b"])
    let line = await listener.readLine()
    #expect(line.hasPrefix("listening on ws://127.0.0.1:"))
    let url = String(line.dropFirst("listening on ".count))
    let run = try await tautline("connect", url, "-s", "a", "-s", "b", "-n", "1", "--json", input: "hello\n")
    #expect(run.output.contains(#""subprotocol":"b""#) && run.output.contains(#""text":"hello""#))
    listener.terminate()
    let end = await listener.outcome()
    #expect(end.code == 0 && end.errors.contains("#1 closed with 1000 (normal closure)"))
  }

  @Test func `a listener shows what comes and sends what is typed`() async throws {
    let listener = try RunningProgram(["listen", "--port", "0"])
    let url = String(await listener.readLine().dropFirst("listening on ".count))
    let client = try RunningProgram(["connect", url, "-n", "1"])
    client.write("from the client\n")
    #expect(await listener.readLine() == "from the client")
    listener.write("from the server\n")
    #expect(await client.outcome().output == "from the server\n")
    listener.terminate()
    _ = await listener.outcome()
  }

  @Test func `a listener refuses foreign origins and large messages`() async throws {
    let listener = try RunningProgram([
      "listen", "--port", "0", "--echo", "--origin", "http://good", "--max-message", "4",
    ])
    let url = String(await listener.readLine().dropFirst("listening on ".count))
    #expect(try await tautline("connect", url, "--origin", "http://evil").code == 3)
    let run = try await tautline("connect", url, "--origin", "http://good", "--linger", "5", input: "12345\n")
    #expect(run.code == 5 && run.errors.contains("1009"))
    listener.terminate()
    _ = await listener.outcome()
  }

  @Test func `a port in use is said`() async throws {
    let server = try await ScriptedServer()
    let run = try await tautline("listen", "--port", "\(server.port)")
    #expect(run.code == 2 && run.errors.contains("Address already in use"))
  }

  // MARK: drive

  @Test func `a steered connection answers each line in order`() async throws {
    let server = try await ScriptedServer()
    let hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    let run = try await tautline(
      "drive",
      input: """
        {"id":1,"op":"recv"}
        {"id":2,"op":"connect","url":"\(server.url())","deflate":false}
        {"id":3,"op":"send","text":"hello"}
        {"id":4,"op":"recv","timeout":5}
        {"id":5,"op":"recv","timeout":0.05}
        {"id":6,"op":"ping","b64":"AA==","timeout":5}
        {"id":7,"op":"send","text":"close 4001"}
        {"id":8,"op":"recv","timeout":5}
        {"id":9,"op":"send","text":"late"}
        {"id":10,"op":"connect","url":"\(server.url("/refuse"))"}
        {"id":11,"op":"connect","url":"\(server.url())"}
        {"id":12,"op":"close","code":1005}
        {"id":13,"op":"close","code":1000,"reason":"done","timeout":5}
        {"id":14,"op":"nonsense"}
        {"id":15,"op":"quit"}
        {"id":16,"op":"state"}

        """)
    #expect(
      run.output == """
        {"id":1,"ok":false,"error":"not connected"}
        {"id":2,"ok":true,"subprotocol":null,"extensions":""}
        {"id":3,"ok":true}
        {"id":4,"ok":true,"type":"text","len":5,"sha256":"\(hash)","text":"hello"}
        {"id":5,"ok":false,"timeout":true}
        {"id":6,"ok":true}
        {"id":7,"ok":true}
        {"id":8,"ok":false,"closed":true,"code":4001,"reason":"as asked"}
        {"id":9,"ok":false,"closed":true,"code":4001,"reason":"as asked"}
        {"id":10,"ok":false,"error":"the server answered 403 Forbidden: not you","status":403}
        {"id":11,"ok":true,"subprotocol":null,"extensions":"permessage-deflate"}
        {"id":12,"ok":false,"error":"code is 1005, but must be one that a close frame may carry"}
        {"id":13,"ok":true,"code":1000,"reason":""}
        {"id":14,"ok":false,"error":"unknown op 'nonsense', must be one of connect, send, recv, ping, close, state, quit, client, subscribe, request, tell, next, phase, leave"}
        {"id":15,"ok":true}

        """)
    #expect(run.code == 0)
  }
}
