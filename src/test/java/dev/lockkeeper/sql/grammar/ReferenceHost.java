package dev.lockkeeper.sql.grammar;

import dev.lockkeeper.sql.grammar.WasmModuleNames.Import;
import java.util.Arrays;
import java.util.Objects;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmFunctionHandle;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;

/** The 25 functions that the C code imports: setjmp and longjmp, memory growth, and refusals for everything else. */
final class ReferenceHost {
    private static final int PAGE = 65_536;
    private static final long MOST_BYTES = 1L << 30;
    private static final long BAD_FILE_DESCRIPTOR = 8;

    private ReferenceHost() {}

    static ImportValues of(WasmModule module) {
        ImportValues.Builder values = ImportValues.builder();
        for (int i = 0; i < module.importSection().importCount(); i++) {
            FunctionImport function = (FunctionImport) module.importSection().getImport(i);
            FunctionType type = (FunctionType) module.typeSection().getType(function.typeIndex());
            Import kind = Objects.requireNonNull(WasmModuleNames.IMPORTS.get(function.name()), function.name());
            values.addFunction(new HostFunction(
                    function.module(),
                    function.name(),
                    type,
                    handle(kind, !type.returns().isEmpty())));
        }
        return values.build();
    }

    private static WasmFunctionHandle handle(Import kind, boolean returns) {
        long[] nothing = returns ? new long[] {0} : new long[0];
        return switch (kind) {
            case INVOKE -> (instance, arguments) -> invoke(instance, arguments, nothing);
            case THROW_LONGJMP ->
                (instance, arguments) -> {
                    throw new LongJump();
                };
            case RESIZE_HEAP ->
                (instance, arguments) -> new long[] {resize(instance.memory(), arguments[0] & 0xffffffffL)};
            case SET_TIMER, NOTHING -> (instance, arguments) -> nothing;
            case BAD_FILE -> (instance, arguments) -> new long[] {BAD_FILE_DESCRIPTOR};
            case WRITE -> (instance, arguments) -> discard(instance.memory(), arguments);
            case ABORT ->
                (instance, arguments) -> {
                    throw new GrammarTrap("the C code aborted");
                };
        };
    }

    /** {@code setjmp}: calls through the table; a longjmp restores the C stack and makes the call return 0. */
    private static long[] invoke(Instance instance, long[] arguments, long[] nothing) {
        long stack = instance.export(WasmModuleNames.STACK_CURRENT).apply()[0];
        int function = (int) instance.table(0).requiredRef((int) arguments[0]);
        try {
            return instance.getMachine().call(function, Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (LongJump jump) {
            instance.export(WasmModuleNames.STACK_RESTORE).apply(stack);
            instance.export(WasmModuleNames.SET_THREW).apply(1, 0);
            return nothing;
        }
    }

    private static long resize(Memory memory, long wanted) {
        if (wanted > MOST_BYTES) {
            return 0;
        }
        int pages = memory.pages();
        long roomy = Math.max(wanted, (long) pages * PAGE * 12 / 10);
        int needed = (int) Math.min((roomy + PAGE - 1) / PAGE, MOST_BYTES / PAGE);
        return memory.grow(needed - pages) == -1 ? 0 : 1;
    }

    /** Writes to stderr are counted as written and dropped. */
    private static long[] discard(Memory memory, long[] arguments) {
        int total = 0;
        for (int i = 0; i < arguments[2]; i++) {
            total += memory.readInt((int) arguments[1] + 8 * i + 4);
        }
        memory.writeI32((int) arguments[3], total);
        return new long[] {0};
    }
}
