package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// nginx, once as the upstream of plain answers and once as the proxy that everything is compared with.
final class Nginx {
    private Nginx() {}

    /// Canned answers, OpenAI's at any path and Anthropic's at its own.
    static Running upstream(Path folder, int port) throws IOException {
        return start(folder, "upstream", 1, """
                server {
                  listen 127.0.0.1:%d backlog=4096;
                  default_type application/json;
                  location / { return 200 '%s'; }
                  location /v1/messages { return 200 '%s'; }
                }
                """.formatted(port, Canned.openAiAnswer(), Canned.anthropicAnswer()));
    }

    /// The reference: `proxy_pass` over kept connections, no access log, streams unbuffered.
    static Running proxy(Path folder, int workers, Ports ports) throws IOException {
        return start(folder, "proxy", workers, """
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                upstream plain { server 127.0.0.1:%d; keepalive 64; keepalive_requests 1000000000; }
                upstream streams { server 127.0.0.1:%d; keepalive 64; keepalive_requests 1000000000; }
                server { listen 127.0.0.1:%d backlog=4096; location / { proxy_pass http://plain; } }
                server {
                  listen 127.0.0.1:%d backlog=4096;
                  location / { proxy_pass http://streams; proxy_buffering off; }
                }
                """.formatted(
                        ports.plainUpstream(), ports.streamUpstream(), ports.nginxPlain(), ports.nginxStreams()));
    }

    private static Running start(Path folder, String name, int workers, String inside) throws IOException {
        Path config = folder.resolve(name + ".conf");
        String user = ProcessHandle.current().info().user().orElse("").equals("root") ? "user root;" : "";
        Files.writeString(config, """
            daemon off;
            worker_processes %d;
            %s
            pid %s.pid;
            error_log %s.log crit;
            events { worker_connections 4096; }
            http {
              access_log off;
              tcp_nodelay on;
              keepalive_timeout 600s;
              keepalive_requests 1000000000;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fcgi;
              uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              %s
            }
            """.formatted(workers, user, name, name, inside));
        return Running.start(
                "nginx as " + name,
                folder,
                folder.resolve(name + ".out"),
                Map.of(),
                List.of("nginx", "-p", folder + "/", "-e", "stderr", "-c", config.toString()));
    }
}
