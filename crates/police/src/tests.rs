//! The agency as a whole.

#[test]
fn every_declaration_holds_against_its_golden_example() {
    let declared = kernel::spec::check_agency(crate::mount);
    assert_eq!(declared.agency, Some(crate::AGENCY));
}
