package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the README does what it says: here they run on a copy of the examples. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void everyCommandRuns() throws Exception {
        Cli cli = new Cli(folder);
        copy(ROOT.resolve("examples/shop"), folder.resolve("examples/shop"));
        List<String> commands = commands();
        assertThat(commands).hasSizeGreaterThan(7).contains("mvn verify");
        for (String command : commands) {
            if (command.startsWith("./lockkeeper ")) {
                Cli.Result result = cli.run(arguments(command));
                int expected = command.contains(" lint ") || command.contains(" drift ") ? 1 : 0;
                assertThat(result.code()).as(command + "\n" + result.err()).isEqualTo(expected);
                assertThat(result.out()).as(command).isNotBlank();
            }
        }
        assertThat(folder.resolve("examples/shop/migrations/create-index.sql.lockkeeper/report.html"))
                .exists();
    }

    @Test
    void ciCallsTheTestCommand() throws Exception {
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("verify");
    }

    private List<String> commands() throws Exception {
        List<String> commands = new ArrayList<>();
        Matcher block = Pattern.compile("(?s)```sh\\n(.*?)```").matcher(Files.readString(ROOT.resolve("README.md")));
        while (block.find()) {
            commands.addAll(block.group(1).lines().toList());
        }
        return commands;
    }

    /** The words after the program, quotes kept together, example paths in the copy. */
    private String[] arguments(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(command.substring("./lockkeeper ".length()));
        while (word.find()) {
            String text = word.group(1) == null ? word.group(2) : word.group(1);
            words.add(text.startsWith("examples/") ? folder.resolve(text).toString() : text);
        }
        return words.toArray(String[]::new);
    }

    private static void copy(Path from, Path to) throws Exception {
        try (var paths = Files.walk(from)) {
            for (Path path :
                    paths.filter(p -> !p.toString().contains(".lockkeeper")).toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }
}
