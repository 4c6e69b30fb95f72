// Solar
