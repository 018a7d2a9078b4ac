package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.Disk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/** The real disk, on which no journal can be forced for some time. A file of which a force has failed must not be forced again. */
final class UnforcedJournals {

    private volatile boolean failing = true;

    /** From now on all is well. */
    void mend() {
        failing = false;
    }

    Disk disk() {
        return proxy(Disk.class, (method, arguments) -> {
            Object answer = call(Disk.REAL, method, arguments);
            boolean journal = answer instanceof Disk.OutputFile
                    && ((Path) arguments[0]).getFileName().toString().contains(Journal.NAME);
            return journal ? unforced((Disk.OutputFile) answer) : answer;
        });
    }

    private Disk.OutputFile unforced(Disk.OutputFile out) {
        boolean[] spoilt = new boolean[1];
        return proxy(Disk.OutputFile.class, (method, arguments) -> {
            if (method.getName().equals("force")) {
                if (spoilt[0]) {
                    throw new AssertionError("forced again");
                }
                spoilt[0] = failing;
                if (failing) {
                    throw new IOException("Input/output error");
                }
            }
            return call(out, method, arguments);
        });
    }

    private interface Call {
        Object on(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (_, method, arguments) -> call.on(method, arguments)));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            method.setAccessible(true);
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
