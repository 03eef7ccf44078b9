package dev.lifecycle.actuate;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

class DrawingTests {

	@Test
	void dump() throws Exception {
		for (int n : new int[] { 8, 200 }) {
			LifecycleDescriptor l = Lifecycles.random(n);
			for (Drawing d : Drawing.values()) {
				Files.writeString(Path.of("/tmp/end-out/" + n + "-" + d + (d.name().endsWith("SVG") ? ".svg" : ".txt")),
						d.draw(l));
			}
		}
	}

}
