package dev.sdr.benchmarks;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Looks over a store's shoulder: the claim statements it runs, how long each takes, and the same one again explained. */
final class ClaimWatch {

    private final DataSource wrapped;
    private final List<Double> milliseconds = new ArrayList<>();
    private Recorded last = new Recorded("", List.of());
    private String settings = "";

    private record Recorded(String sql, List<Call> calls) {}

    private record Call(Method method, List<Object> arguments) {}

    private ClaimWatch(DataSource wrapped) {
        this.wrapped = wrapped;
    }

    static ClaimWatch of(DataSource source) {
        return new ClaimWatch(source);
    }

    /** The source to hand to the store. */
    DataSource source() {
        return proxy(DataSource.class, wrapped, (proxy, method, arguments) -> {
            Object result = call(wrapped, method, arguments);
            return result instanceof Connection connection ? watched(connection) : result;
        });
    }

    /** How long each claim took, in the order they ran. */
    List<Double> milliseconds() {
        return List.copyOf(milliseconds);
    }

    /**
     * Runs the last claim again in a transaction of one's own, after some words such as {@code explain}, with the settings
     * the store made for its own.
     */
    PreparedStatement again(Connection connection, String before) throws SQLException {
        try (Statement set = connection.createStatement()) {
            set.execute(settings);
        }
        PreparedStatement statement = connection.prepareStatement(before + " " + last.sql());
        try {
            for (Call call : last.calls()) {
                call.method().invoke(statement, call.arguments().toArray());
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return statement;
    }

    private Connection watched(Connection connection) {
        return proxy(Connection.class, connection, (proxy, method, arguments) -> {
            Object result = call(connection, method, arguments);
            boolean claim = method.getName().equals("prepareStatement")
                    && arguments[0].toString().contains("skip locked");
            if (method.getName().equals("prepareStatement")
                    && arguments[0].toString().contains("set_config(")) {
                settings = arguments[0].toString();
            }
            return claim ? watched((PreparedStatement) result, arguments[0].toString()) : result;
        });
    }

    private PreparedStatement watched(PreparedStatement statement, String sql) {
        List<Call> calls = new ArrayList<>();
        return proxy(PreparedStatement.class, statement, (proxy, method, arguments) -> {
            String name = method.getName();
            if (name.matches("set(Object|Array|String|Int|Long)")) {
                calls.add(new Call(method, List.of(arguments)));
            }
            long start = System.nanoTime();
            Object result = call(statement, method, arguments);
            if (name.matches("execute|executeQuery|executeUpdate")) {
                milliseconds.add((System.nanoTime() - start) / 1e6);
                last = new Recorded(sql, List.copyOf(calls));
            }
            return result;
        });
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, T target, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(target.getClass().getClassLoader(), new Class<?>[] {type}, handler));
    }
}
