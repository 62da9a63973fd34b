package io.httpwrapper.autoconfigure.netty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A name server (RFC 1035) that knows one address for all names, or none for any, and
 * allows to keep it for an hour.
 */
final class NameServer implements AutoCloseable {

	private static final int HEADER = 12;

	private static final int TYPE_A = 1;

	private final DatagramSocket socket;

	private final boolean known;

	private final AtomicInteger questions = new AtomicInteger();

	NameServer(boolean known) {
		this.known = known;
		try {
			this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread thread = new Thread(this::serve, "name-server");
		thread.setDaemon(true);
		thread.start();
	}

	private void serve() {
		DatagramPacket packet = new DatagramPacket(new byte[512], 512);
		try {
			while (true) {
				this.socket.receive(packet);
				ByteBuffer answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
				this.socket.send(new DatagramPacket(answer.array(), answer.limit(), packet.getSocketAddress()));
				packet.setLength(512);
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private ByteBuffer answer(ByteBuffer question) {
		int end = HEADER;
		while (question.get(end) != 0) {
			end += 1 + question.get(end);
		}
		int type = question.getShort(end + 1);
		if (type == TYPE_A) {
			this.questions.incrementAndGet();
		}
		boolean found = this.known && type == TYPE_A;
		ByteBuffer answer = ByteBuffer.allocate(512);
		answer.putShort(question.getShort(0)).putShort((short) (this.known ? 0x8180 : 0x8183));
		answer.putShort((short) 1).putShort((short) (found ? 1 : 0)).putInt(0);
		answer.put(question.array(), HEADER, end + 5 - HEADER);
		if (found) {
			answer.putShort((short) 0xC00C).putShort((short) TYPE_A).putShort((short) 1).putInt(3600);
			answer.putShort((short) 4).put(new byte[] { 127, 0, 0, 1 });
		}
		return answer.flip();
	}

	InetSocketAddress address() {
		return (InetSocketAddress) this.socket.getLocalSocketAddress();
	}

	/** How often the IPv4 address of a name was asked for. */
	int questions() {
		return this.questions.get();
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
