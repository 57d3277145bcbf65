package dev.sdr.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;

/** Puts a handler between a caller and one of the SPI's interfaces, to watch what is asked of a store or to change it. */
public final class Layers {

    private Layers() {}

    /** Handles one call; {@link Call#proceed()} does what would have been done. */
    public interface Handler {

        /**
         * Handles a call.
         *
         * @param call the call
         * @return what the caller gets
         * @throws Throwable whatever the caller shall see
         */
        Object handle(Call call) throws Throwable;
    }

    /**
     * A call on its way.
     *
     * @param target what it is for
     * @param method what is called
     * @param arguments with what
     */
    public record Call(Object target, Method method, List<Object> arguments) {

        /**
         * What is called.
         *
         * @return the method's name
         */
        public String name() {
            return method.getName();
        }

        /**
         * Does what would have been done.
         *
         * @return its result
         * @throws Throwable what the target threw
         */
        public Object proceed() throws Throwable {
            return proceed(arguments.toArray());
        }

        /**
         * Does it with other arguments.
         *
         * @param changed the arguments
         * @return its result
         * @throws Throwable what the target threw
         */
        public Object proceed(Object... changed) throws Throwable {
            try {
                return method.invoke(target, changed);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        }
    }

    /**
     * Puts a handler around one object.
     *
     * @param type the interface
     * @param target the object
     * @param handler gets every call
     * @param <T> the interface
     * @return what stands in for the object
     */
    public static <T> T around(Class<T> type, T target, Handler handler) {
        InvocationHandler invocation = (proxy, method, arguments) ->
                handler.handle(new Call(target, method, arguments == null ? List.of() : Arrays.asList(arguments)));
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, invocation));
    }
}
