package dev.lockkeeper.sql.grammar;

import dev.lockkeeper.sql.grammar.WasmModuleNames.Import;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ActiveElement;
import run.endive.wasm.types.FunctionBody;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.OpCode;

/**
 * The module as the translation needs it: all functions with their types (imports first), the table, the exports.
 * The one table and the one memory of libpg_query's builds are taken for granted and checked.
 */
final class ModuleFacts {
    private final WasmModule module;
    private final List<Signature> signatures;
    private final TreeMap<Integer, Integer> table = new TreeMap<>();

    ModuleFacts(WasmModule module) {
        this.module = module;
        this.signatures = IntStream.range(
                        0, imports() + module.functionSection().functionCount())
                .mapToObj(function -> Signature.of(type(function)))
                .toList();
        for (int i = 0; i < module.elementSection().elementCount(); i++) {
            if (!(module.elementSection().getElement(i) instanceof ActiveElement element)) {
                throw new IllegalStateException("the table is filled by active elements only");
            }
            int index = (int) Constants.value(element.offset());
            for (var initializer : element.initializers()) {
                if (initializer.getFirst().opcode() == OpCode.REF_FUNC) {
                    table.put(index, (int) initializer.getFirst().operand(0));
                }
                index++;
            }
        }
    }

    private FunctionType type(int function) {
        return (FunctionType) module.typeSection()
                .getType(
                        function < imports()
                                ? imported(function).typeIndex()
                                : module.functionSection().getFunctionType(function - imports()));
    }

    private FunctionImport imported(int function) {
        return (FunctionImport) module.importSection().getImport(function);
    }

    int imports() {
        return module.importSection().importCount();
    }

    int functions() {
        return signatures.size();
    }

    Signature signature(int function) {
        return signatures.get(function);
    }

    Signature signatureOfType(int type) {
        return Signature.of((FunctionType) module.typeSection().getType(type));
    }

    FunctionBody body(int function) {
        return module.codeSection().getFunctionBody(function - imports());
    }

    /** What an import is for. */
    Import host(int function) {
        String name = imported(function).name();
        return Objects.requireNonNull(WasmModuleNames.IMPORTS.get(name), () -> "unknown import " + name);
    }

    int export(String name) {
        for (int i = 0; i < module.exportSection().exportCount(); i++) {
            if (module.exportSection().getExport(i).name().equals(name)) {
                return module.exportSection().getExport(i).index();
            }
        }
        throw new IllegalStateException("the module does not export " + name);
    }

    /** Functions of a type by their index in the table. */
    Map<Integer, Integer> tableOf(Signature signature) {
        Map<Integer, Integer> entries = new TreeMap<>(table);
        entries.values().removeIf(function -> !signature(function).equals(signature));
        return entries;
    }
}
