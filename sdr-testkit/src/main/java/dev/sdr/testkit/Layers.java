package dev.sdr.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;

/** Puts a handler between a caller and one of the SPI's interfaces. */
final class Layers {

    private Layers() {}

    /** Handles one call; {@link Call#proceed} does what would have been done. */
    interface Handler {
        Object handle(Call call) throws Throwable;
    }

    /**
     * A call on its way.
     *
     * @param target what it is for
     * @param method what is called
     * @param arguments with what
     */
    record Call(Object target, Method method, List<Object> arguments) {

        String name() {
            return method.getName();
        }

        Object proceed() throws Throwable {
            return proceed(arguments.toArray());
        }

        Object proceed(Object... changed) throws Throwable {
            try {
                return method.invoke(target, changed);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        }
    }

    static <T> T around(Class<T> type, T target, Handler handler) {
        InvocationHandler invocation = (proxy, method, arguments) ->
                handler.handle(new Call(target, method, arguments == null ? List.of() : Arrays.asList(arguments)));
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, invocation));
    }
}
