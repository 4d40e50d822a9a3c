//! Pure domain of the procuratorate agency.
