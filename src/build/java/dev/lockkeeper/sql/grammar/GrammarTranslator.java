package dev.lockkeeper.sql.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.OpCode;

/**
 * A WebAssembly module to class files. HotSpot never compiles a method of more than 8,000 bytes
 * (DontCompileHugeMethods): larger functions are cut into chunks, and a method that is still larger is an error.
 */
final class GrammarTranslator {
    private static final int HUGE_METHOD = 8_000;

    /** Chunks are planned by the size of their blocks; what is added for entering and leaving comes on top. */
    private static final int[] CHUNK_SIZES = {6_000, 5_000, 4_000, 3_000, 2_000};

    private static final int FUNCTIONS_IN_A_CLASS = 12;

    private final ModuleFacts module;
    private final String sha256;
    private final CodeNames names;

    GrammarTranslator(WasmModule wasm, String sha256) {
        this.module = new ModuleFacts(wasm);
        this.sha256 = sha256;
        Map<Integer, String> classes = new HashMap<>();
        for (int function = module.imports(); function < module.functions(); function++) {
            classes.put(function, CodeNames.PACKAGE + "Translated" + function / FUNCTIONS_IN_A_CLASS);
        }
        this.names = new CodeNames(classes);
    }

    /** What was written: class files by internal name, and how the functions were cut. */
    record Translation(Map<String, byte[]> classes, int functions, int chunked, int largestMethod) {}

    Translation translate() {
        Map<String, ClassWriter> writers = new LinkedHashMap<>();
        Set<Signature> indirect = new LinkedHashSet<>();
        int chunked = 0;
        int largest = 0;
        for (int function = module.imports(); function < module.functions(); function++) {
            Flow flow = FlowDecoder.decode(module, function, module.body(function));
            indirect.addAll(indirect(flow));
            ClassWriter writer = writers.computeIfAbsent(names.owner(function), ClassFile::open);
            FunctionWriter.Sizes sizes = new FunctionWriter(module, names, flow).write(ClassFile.scratch());
            if (sizes.method() <= HUGE_METHOD) {
                new FunctionWriter(module, names, flow).write(writer);
                largest = Math.max(largest, sizes.method());
            } else {
                ChunkPlan plan = plan(flow, sizes);
                largest = Math.max(largest, new ChunkedFunction(names, flow, plan).write(module, writer));
                chunked++;
            }
        }
        ClassWriter table = ClassFile.open(CodeNames.TABLE);
        for (int function = 0; function < module.imports(); function++) {
            new ImportWriter(module, names).write(table, function);
            if (module.host(function) == WasmModuleNames.Import.INVOKE) {
                indirect.add(ImportWriter.invoked(module.signature(function)));
            }
        }
        indirect.forEach(signature -> new TableWriter(module, names).write(table, signature));
        writers.put(CodeNames.TABLE, table);
        ClassWriter exports = ClassFile.open(ExportWriter.NAME, CodeNames.PACKAGE + "GrammarCode");
        new ExportWriter(module, names, sha256).write(exports);
        writers.put(ExportWriter.NAME, exports);
        Map<String, byte[]> classes = new LinkedHashMap<>();
        writers.forEach((name, writer) -> {
            writer.visitEnd();
            classes.put(name, writer.toByteArray());
        });
        return new Translation(classes, module.functions() - module.imports(), chunked, largest);
    }

    private ChunkPlan plan(Flow flow, FunctionWriter.Sizes sizes) {
        List<Integer> tried = new ArrayList<>();
        for (int size : CHUNK_SIZES) {
            ChunkPlan plan = new ChunkPlan(flow, sizes.blocks(), size);
            int largest = new ChunkedFunction(names, flow, plan).write(module, ClassFile.scratch());
            if (largest <= HUGE_METHOD) {
                return plan;
            }
            tried.add(largest);
        }
        throw new IllegalStateException("function " + flow.function() + " has methods of " + tried
                + " bytes after cutting, more than HotSpot compiles");
    }

    private List<Signature> indirect(Flow flow) {
        return flow.blocks().stream()
                .flatMap(block -> block.steps.stream())
                .filter(step -> step.opcode() == OpCode.CALL_INDIRECT)
                .map(step -> module.signatureOfType((int) step.immediate()))
                .toList();
    }
}
