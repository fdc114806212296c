package dev.lockkeeper.gate;

import dev.lockkeeper.draft.ModelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** Finds the key of a model: in the environment or in a file, nowhere else. */
public final class ModelKeys {
    private ModelKeys() {}

    /** How the model is reached; a {@link GateException} names the variable or file that gives no key. */
    public static ModelSettings settings(GateConfig.Model model, Map<String, String> environment) throws GateException {
        return new ModelSettings(
                model.provider(),
                model.baseUrl(),
                model.name(),
                key(model, environment),
                model.timeout(),
                model.maxOutputTokens());
    }

    private static String key(GateConfig.Model model, Map<String, String> environment) throws GateException {
        if (model.keyFile().isPresent()) {
            try {
                String key = Files.readString(model.keyFile().get()).strip();
                if (key.isEmpty()) {
                    throw new GateException("the key of the language model is missing: "
                            + model.keyFile().get() + " is empty. Write the key into it.");
                }
                return key;
            } catch (IOException e) {
                throw new GateException(
                        "the key of the language model is missing: "
                                + model.keyFile().get()
                                + " cannot be read. Correct llm.key_file or the file's permissions.",
                        e);
            }
        }
        if (model.keyVariable().isEmpty()) {
            return "";
        }
        String key = environment.getOrDefault(model.keyVariable().get(), "").strip();
        if (key.isEmpty()) {
            throw new GateException("the key of the language model is missing: set "
                    + model.keyVariable().get() + " in the environment, or llm.key_file in lockkeeper.yaml.");
        }
        return key;
    }
}
