package io.httpwrapper.http;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecentOriginsTests {

	private final RecentOrigins<String> recent = new RecentOrigins<>();

	@Test
	void valueIsFoundForEachUriOfItsOrigin() {
		this.recent.put(uri("https://orders/1"), "orders");

		assertThat(this.recent.get(uri("https://orders/2?page=1"))).isEqualTo("orders");
		assertThat(this.recent.get(uri("https://user@orders"))).isEqualTo("orders");
	}

	@Test
	void otherSchemeHostOrPortHasNoValue() {
		this.recent.put(uri("https://orders"), "orders");
		this.recent.put(uri("http://order_service"), "order_service");
		this.recent.put(uri("/1"), "none");

		assertThat(this.recent.get(uri("http://orders"))).isNull();
		assertThat(this.recent.get(uri("https://users"))).isNull();
		assertThat(this.recent.get(uri("https://orders:8443"))).isNull();
		assertThat(this.recent.get(uri("http://order_service:8080"))).isNull();
		assertThat(this.recent.get(uri("http://order_service/1"))).isEqualTo("order_service");
		assertThat(this.recent.get(uri("/2"))).isEqualTo("none");
	}

	@Test
	void newValueReplacesTheOneBefore() {
		this.recent.put(uri("https://orders"), "old");
		this.recent.put(uri("https://orders"), "new");

		assertThat(this.recent.get(uri("https://orders"))).isEqualTo("new");
	}

	@Test
	void asManyOriginsAsThereAreSlotsAreAllRemembered() {
		List<URI> uris = hosts(RecentOrigins.SLOTS);
		uris.forEach((uri) -> this.recent.put(uri, uri.getHost()));

		assertThat(uris).allSatisfy((uri) -> assertThat(this.recent.get(uri)).isEqualTo(uri.getHost()));
	}

	@Test
	void originsOfOneHashAreAllRemembered() {
		List<URI> uris = List.of(uri("http://AaAa"), uri("http://BBBB"), uri("http://AaBB"), uri("http://BBAa"));
		uris.forEach((uri) -> this.recent.put(uri, uri.getHost()));

		assertThat(uris).extracting((uri) -> uri.getHost().hashCode()).containsOnly("AaAa".hashCode());
		assertThat(uris).allSatisfy((uri) -> assertThat(this.recent.get(uri)).isEqualTo(uri.getHost()));
	}

	@Test
	void oneMoreIsRememberedInPlaceOfAnother() {
		List<URI> uris = hosts(RecentOrigins.SLOTS + 1);
		uris.forEach((uri) -> this.recent.put(uri, uri.getHost()));

		assertThat(this.recent.get(uris.get(RecentOrigins.SLOTS))).isEqualTo("host" + RecentOrigins.SLOTS);
		assertThat(uris.stream().filter((uri) -> this.recent.get(uri) != null)).hasSize(RecentOrigins.SLOTS);
	}

	@Test
	void hitAllocatesNothing() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		List<URI> uris = List.of(uri("http://orders"), uri("http://user@order_service:80"));
		uris.forEach((uri) -> this.recent.put(uri, "found"));
		int found = found(uris, 1000);

		long before = threads.getCurrentThreadAllocatedBytes();
		found += found(uris, 100_000);
		long allocated = threads.getCurrentThreadAllocatedBytes() - before;

		assertThat(found).isEqualTo(202_000);
		assertThat(allocated).isLessThan(100_000);
	}

	@Test
	void threadsNeverGetTheValueOfAnotherOrigin() throws Exception {
		List<URI> uris = hosts(RecentOrigins.SLOTS * 2);
		ExecutorService threads = Executors.newFixedThreadPool(4);
		List<Callable<Integer>> tasks = IntStream.range(0, 4).<Callable<Integer>>mapToObj((seed) -> () -> {
			Random random = new Random(seed);
			for (int i = 0; i < 50_000; i++) {
				URI uri = uris.get(random.nextInt(uris.size()));
				String value = this.recent.get(uri);
				if (value == null) {
					this.recent.put(uri, uri.getHost());
				}
				else {
					assertThat(value).isEqualTo(uri.getHost());
				}
			}
			return seed;
		}).toList();

		List<Future<Integer>> done = threads.invokeAll(tasks);
		threads.shutdown();

		for (Future<Integer> task : done) {
			assertThat(task.get()).isNotNegative();
		}
	}

	private int found(List<URI> uris, int rounds) {
		int found = 0;
		for (int i = 0; i < rounds; i++) {
			for (int j = 0; j < uris.size(); j++) {
				found += (this.recent.get(uris.get(j)) != null) ? 1 : 0;
			}
		}
		return found;
	}

	private static List<URI> hosts(int number) {
		return IntStream.range(0, number).mapToObj((i) -> uri("http://host" + i)).toList();
	}

	private static URI uri(String uri) {
		return URI.create(uri);
	}

}
