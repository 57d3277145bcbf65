package dev.sdr.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The servlet containers that the tests run on. Both have sessions switched on, so that one would be seen. */
enum Container {
    /** Jetty 12 with Servlet 6.0; the servlet below a context and a path. */
    JETTY {
        @Override
        Running start(OutreachServlet servlet, Optional<Filter> filter) throws Exception {
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            ServletContextHandler context = new ServletContextHandler("/app", ServletContextHandler.SESSIONS);
            context.addServlet(new ServletHolder(servlet), "/outreach/*");
            filter.ifPresent(f -> context.addFilter(new FilterHolder(f), "/*", EnumSet.of(DispatcherType.REQUEST)));
            server.setHandler(context);
            server.start();
            return new Running(connector.getLocalPort(), "/app/outreach", () -> stop(server));
        }
    },
    /** Tomcat 10.1, as in Spring Boot 3, with Servlet 6.0; the servlet at the root. */
    TOMCAT {
        @Override
        Running start(OutreachServlet servlet, Optional<Filter> filter) throws Exception {
            TOMCATS.setLevel(Level.SEVERE);
            Tomcat tomcat = new Tomcat();
            tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
            tomcat.setPort(0);
            tomcat.getConnector().setProperty("address", "127.0.0.1");
            Context context = tomcat.addContext("", null);
            Tomcat.addServlet(context, "outreach", servlet).addMapping("/*");
            filter.ifPresent(f -> {
                FilterDef definition = new FilterDef();
                definition.setFilterName("first");
                definition.setFilter(f);
                context.addFilterDef(definition);
                FilterMap map = new FilterMap();
                map.setFilterName("first");
                map.addURLPattern("/*");
                context.addFilterMap(map);
            });
            tomcat.start();
            return new Running(tomcat.getConnector().getLocalPort(), "", () -> stop(tomcat));
        }
    };

    /**
     * A container that runs.
     *
     * @param port the port it chose
     * @param path where the servlet is mounted
     * @param stop ends it
     */
    record Running(int port, String path, Runnable stop) implements AutoCloseable {

        @Override
        public void close() {
            stop.run();
        }
    }

    /** Tomcat logs what it does to java.util.logging, which forgets levels of loggers that nobody holds. */
    private static final Logger TOMCATS = Logger.getLogger("org.apache");

    abstract Running start(OutreachServlet servlet, Optional<Filter> filter) throws Exception;

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not stop", e);
        }
    }

    private static void stop(Tomcat tomcat) {
        try {
            tomcat.stop();
            tomcat.destroy();
            org.apache.tomcat.util.http.fileupload.FileUtils.deleteDirectory(
                    tomcat.getServer().getCatalinaBase());
        } catch (LifecycleException | IOException e) {
            throw new IllegalStateException("Tomcat does not stop", e);
        }
    }
}
