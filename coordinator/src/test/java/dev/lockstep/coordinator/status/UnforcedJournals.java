package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.Disk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** The real disk, on which what is appended cannot be forced the first time, and would be the second. */
final class UnforcedJournals {

    private final AtomicInteger forces = new AtomicInteger();

    /** How often it was tried. */
    int forces() {
        return forces.get();
    }

    Disk disk() {
        return proxy(Disk.class, (method, arguments) -> {
            Object answer = call(Disk.REAL, method, arguments);
            return method.getName().equals("append") ? unforced((Disk.OutputFile) answer) : answer;
        });
    }

    private Disk.OutputFile unforced(Disk.OutputFile out) {
        return proxy(Disk.OutputFile.class, (method, arguments) -> {
            if (!method.getName().equals("force")) {
                return call(out, method, arguments);
            }
            if (forces.getAndIncrement() == 0) {
                throw new IOException("Input/output error");
            }
            return null;
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
