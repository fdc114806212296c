package dev.lockkeeper.app;

import dev.lockkeeper.app.cli.LockkeeperCommand;

/** Entry point of the command line; the exit code is the command's. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(LockkeeperCommand.run(System.getenv(), System.in, System.out, System.err, arguments));
    }
}
