package dev.lifecycle.integration.orders;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/**
 * What a customer wants.
 */
@Entity
public class CustomerOrder {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	private String item = "";

	protected CustomerOrder() {
	}

	public CustomerOrder(String item) {
		this.item = item;
	}

	public @Nullable Long getId() {
		return this.id;
	}

	public String getItem() {
		return this.item;
	}

}
