import Pbf from 'pbf'
export default Pbf
