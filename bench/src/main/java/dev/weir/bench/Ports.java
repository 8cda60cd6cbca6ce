package dev.weir.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Where everything listens, on the loopback interface.
record Ports(int plainUpstream, int streamUpstream, int nginxPlain, int nginxStreams, int weir, int weirAdmin) {
    /// Free ports beside the one that the stream upstream already has.
    static Ports beside(int streamUpstream) throws IOException {
        var open = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < 5; i++) {
                open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> free = open.stream().map(ServerSocket::getLocalPort).toList();
            return new Ports(free.get(0), streamUpstream, free.get(1), free.get(2), free.get(3), free.get(4));
        } finally {
            for (ServerSocket socket : open) {
                socket.close();
            }
        }
    }

    /// The port where a target takes the requests of a lane.
    int of(Target target, Lane lane) {
        return switch (target) {
            case DIRECT ->
                switch (lane.shape()) {
                    case PLAIN -> plainUpstream;
                    case STREAMED -> streamUpstream;
                };
            case NGINX ->
                switch (lane.shape()) {
                    case PLAIN -> nginxPlain;
                    case STREAMED -> nginxStreams;
                };
            case WEIR -> weir;
        };
    }
}
