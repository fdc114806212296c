package dev.lockkeeper.hook;

import java.util.List;

/**
 * One simple command of a shell script.
 *
 * @param words assignments, program and arguments in order
 * @param writes files that redirections open for writing
 * @param reads files that redirections open for reading
 * @param input text of its here-documents and here-strings
 * @param fed whether another command's output is its input
 */
record ShellCommand(List<Word> words, List<Word> writes, List<Word> reads, String input, boolean fed) {
    ShellCommand {
        words = List.copyOf(words);
        writes = List.copyOf(writes);
        reads = List.copyOf(reads);
    }
}
